using System.Diagnostics;
using Router.Contracts;

namespace Router.Cluster.Tests;

/// <summary>A small message to another node each 100 ms, which comes back, and the longest time that one took.</summary>
internal sealed class Beat
{
    private long _worst;

    private Beat()
    {
    }

    /// <summary>The longest time so far; of a message that is still on its way, as long as it has been.</summary>
    public TimeSpan Worst => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _worst));

    /// <summary>Starts it.</summary>
    public static async Task<Beat> StartAsync(TestNode from, TestNode to)
    {
        var beat = new Beat();
        to.System.ActorOf(Props.Create(() => new Echo()), "beat");
        var echo = await from.System.ActorSelection($"{to.Address}/user/beat").ResolveOne(TimeSpan.FromSeconds(20));
        from.System.ActorOf(Props.Create(() => new Sender(echo, beat)));
        return beat;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<CancelQuery>(message => Sender.Tell(message));
    }

    private sealed class Sender : ReceiveActor
    {
        private readonly IActorRef _to;
        private readonly ICancelable _timer;
        private readonly Dictionary<Guid, long> _sent = [];

        public Sender(IActorRef to, Beat beat)
        {
            _to = to;
            _timer = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, TimeSpan.FromMilliseconds(100), Self, Tick.Instance, Self);
            Receive<Tick>(_ =>
            {
                var (id, now) = (Guid.CreateVersion7(), Stopwatch.GetTimestamp());
                foreach (var at in _sent.Values) Note(beat, now - at);
                _sent.Add(id, now);
                _to.Tell(new CancelQuery(id), Self);
            });
            Receive<CancelQuery>(message =>
            {
                if (_sent.Remove(message.QueryId, out var at)) Note(beat, Stopwatch.GetTimestamp() - at);
            });
        }

        protected override void PostStop() => _timer.Cancel();

        private static void Note(Beat beat, long time)
        {
            if (time > Interlocked.Read(ref beat._worst)) Interlocked.Exchange(ref beat._worst, time);
        }
    }

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}
