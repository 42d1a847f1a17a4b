using System.Diagnostics;
using Akka.Actor;
using Router.Contracts;
using Router.Tools.Bench;

namespace Router.Benchmarks.Blocks;

/// <summary>
/// A small message each 20 ms over Akka.Remote, which comes back: what a heartbeat sees, or a little more, as Akka.Remote lets heartbeats pass what waits in its own queue.
/// </summary>
internal sealed class SmallMessages : IAsyncDisposable
{
    private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(20));
    private readonly IActorRef _own;
    private readonly IActorRef _peer;
    private readonly Task _sending;

    public SmallMessages(ActorSystem system, IActorRef peer)
    {
        (_peer, _own) = (peer, system.ActorOf(Props.Create(() => new Receiver(Times))));
        _sending = SendAsync();
    }

    public LatencyHistogram Times { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _sending;
        await _own.GracefulStop(TimeSpan.FromSeconds(30));
    }

    private async Task SendAsync()
    {
        while (await _timer.WaitForNextTickAsync()) _peer.Tell(new CancelQuery(IdOf(Stopwatch.GetTimestamp())), _own);
    }

    /// <summary>An id that holds the time.</summary>
    private static Guid IdOf(long time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, time);
        return new Guid(bytes);
    }

    private sealed class Receiver : ReceiveActor
    {
        public Receiver(LatencyHistogram times) =>
            Receive<CancelQuery>(message => times.Add(Stopwatch.GetElapsedTime(BitConverter.ToInt64(message.QueryId.ToByteArray()))));
    }
}
