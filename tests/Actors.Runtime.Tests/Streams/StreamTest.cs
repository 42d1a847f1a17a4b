using System.Threading.Channels;
using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

/// <summary>The base of the tests of streams.</summary>
public abstract class StreamTest : RuntimeTest
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected StreamTest(string config = "")
        : base(config) => Materializer = Sys.Materializer();

    protected ActorMaterializer Materializer { get; }

    /// <summary>A source that does what the test says, and a sink that does so, with a flow between them.</summary>
    internal (ManualSource<TIn> Source, ManualSink<TOut> Sink) Between<TIn, TOut, TMat>(Flow<TIn, TOut, TMat> flow) =>
        ManualSource.Of<TIn>().Via(flow).ToMaterialized(ManualSink.Of<TOut>(), Keep.Both).Run(Materializer);

    internal (ManualSource<TIn> Source, ManualSink<TOut> Sink, TMat Materialized) BetweenMaterialized<TIn, TOut, TMat>(
        IGraph<FlowShape<TIn, TOut>, TMat> flow)
    {
        var ((source, materialized), sink) =
            ManualSource.Of<TIn>().ViaMaterialized(flow, Keep.Both).ToMaterialized(ManualSink.Of<TOut>(), Keep.Both).Run(Materializer);
        return (source, sink, materialized);
    }

    protected static async Task<List<T>> ReadAll<T>(ChannelReader<T> reader)
    {
        using var patience = new CancellationTokenSource(Patience);
        var elements = new List<T>();
        await foreach (var element in reader.ReadAllAsync(patience.Token)) elements.Add(element);
        return elements;
    }

    protected static async Task<TException> Fails<TException>(Task task)
        where TException : Exception => await Assert.ThrowsAsync<TException>(() => task.WaitAsync(Patience));
}
