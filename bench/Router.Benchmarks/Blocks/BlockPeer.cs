using System.Diagnostics;
using Akka.Actor;
using Router.Contracts;

namespace Router.Benchmarks.Blocks;

/// <summary>
/// The process at the other end: reads blocks and answers them, over Akka.Remote and over gRPC, each with and without TLS. Says on standard output where, and
/// the processor time that it has taken whenever a line comes in; ends with its input.
/// </summary>
internal static class BlockPeer
{
    /// <param name="tls">The folder with certificates.</param>
    public static async Task<int> RunAsync(string tls)
    {
        ActorSystem[] systems = [BlockSystem.Start(tls: null), BlockSystem.Start(tls)];
        foreach (var system in systems) system.ActorOf(Props.Create(() => new Echo()), Echo.Name);
        await using var server = await GrpcBlocks.ListenAsync(systems[0], tls);
        Console.WriteLine(string.Join(' ', [.. systems.Select(system => $"{BlockSystem.AddressOf(system)}"), .. server.Urls]));
        while (await Console.In.ReadLineAsync() is not null) Console.WriteLine((long)Process.GetCurrentProcess().TotalProcessorTime.TotalMicroseconds);
        foreach (var system in systems) await system.Terminate();
        return 0;
    }

    private sealed class Echo : ReceiveActor
    {
        public const string Name = "echo";

        public Echo()
        {
            Receive<EncodedStates>(block => Sender.Tell(Block.Answer(block)));
            Receive<CancelQuery>(small => Sender.Tell(small));
        }
    }
}
