using Router.Contracts;

namespace Router.Benchmarks.Blocks;

/// <summary>A way of carrying blocks to the other process, which tells the id of each that was answered.</summary>
internal interface IBlockCarrier : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Takes a block to send; never waits.</summary>
    void Send(EncodedStates block);
}
