namespace Actors.Runtime.Tests;

public sealed class TimerTests : RuntimeTest
{
    private readonly TaskCompletionSource _gate = new();
    private readonly IActorRef _actor;

    public TimerTests()
        : base(VirtualTime)
    {
        var (probe, gate) = (TestActor, _gate);
        _actor = Sys.ActorOf(Props.Create(() => new Timed(probe, gate)));
    }

    [Fact]
    public void A_single_timer_fires_once_and_not_before_its_time()
    {
        Do("single");

        Time.Advance(TimeSpan.FromMilliseconds(99));
        Do("active?");
        ExpectMsg(true);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        ExpectMsg("tick");
        Do("active?");
        ExpectMsg(false);
        Time.Advance(TimeSpan.FromSeconds(10));
        ExpectNothing();
    }

    [Fact]
    public void A_periodic_timer_fires_until_cancelled()
    {
        Do("periodic");

        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            ExpectMsg("tick");
        }
        Do("cancel");
        Time.Advance(TimeSpan.FromSeconds(10));
        ExpectNothing();
    }

    [Fact]
    public void A_cancelled_timer_is_not_delivered_from_the_mailbox()
    {
        Do("single");
        Do("wait");
        _actor.Tell("cancel");

        Time.Advance(TimeSpan.FromMilliseconds(100));
        _gate.SetResult();

        ExpectMsg("did cancel");
        ExpectNothing();
    }

    [Fact]
    public void A_timer_that_was_started_anew_fires_only_at_its_new_time()
    {
        Do("single");
        Do("wait");
        _actor.Tell("single");

        Time.Advance(TimeSpan.FromMilliseconds(100));
        _gate.SetResult();
        ExpectMsg("did single");
        ExpectNothing();

        Time.Advance(TimeSpan.FromMilliseconds(100));
        ExpectMsg("tick");
    }

    [Fact]
    public void A_timer_of_an_instance_that_failed_is_not_delivered_to_the_next()
    {
        Do("single");
        Do("wait");
        _actor.Tell("fail");

        Time.Advance(TimeSpan.FromMilliseconds(100));
        _gate.SetResult();
        _actor.Tell("active?");

        ExpectMsg("did active?");
        ExpectMsg(false);
        ExpectNothing();
    }

    [Fact]
    public void A_timer_of_a_stopped_actor_is_not_even_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Do("periodic");
        Watch(_actor);
        Sys.Stop(_actor);
        ExpectTerminated(_actor);

        Time.Advance(TimeSpan.FromSeconds(1));

        ExpectNoMsg();
    }

    [Fact]
    public void A_receive_timeout_counts_from_the_last_message()
    {
        Do("timeout");
        ExpectNothing();

        Time.Advance(TimeSpan.FromMilliseconds(99));
        Do("hello");
        ExpectNothing();
        Time.Advance(TimeSpan.FromMilliseconds(99));
        ExpectNothing();
        Time.Advance(TimeSpan.FromMilliseconds(1));

        ExpectMsg("timeout");
    }

    [Fact]
    public void A_receive_timeout_can_be_ended()
    {
        Do("timeout");
        Do("no timeout");

        Time.Advance(TimeSpan.FromSeconds(10));

        ExpectNothing();
    }

    [Fact]
    public void A_scheduled_tell_that_was_cancelled_is_not_told()
    {
        var kept = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TestActor, "kept", ActorRefs.NoSender);
        var cancelled = Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromSeconds(1), TestActor, "cancelled", ActorRefs.NoSender);
        cancelled.Cancel();

        Time.Advance(TimeSpan.FromSeconds(3));

        ExpectMsg("kept");
        ExpectMsg("kept");
        kept.Cancel();
        Time.Advance(TimeSpan.FromSeconds(3));
        ExpectNoMsg();
        Assert.True(cancelled.IsCancellationRequested && cancelled.Token.IsCancellationRequested);
    }

    private void Do(string what)
    {
        _actor.Tell(what);
        ExpectMsg("did " + what);
    }

    /// <summary>
    /// Whatever the actor has in its mailbox is handled to its end, the receive timeout started anew included, and none of it told the
    /// test anything.
    /// </summary>
    private void ExpectNothing()
    {
        _actor.Tell(new Identify("fence"), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

        public Timed(IActorRef probe, TaskCompletionSource gate)
        {
            Receive<ReceiveTimeout>(_ => probe.Tell("timeout"));
            Receive<Tick>(_ => probe.Tell("tick"));
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("oops"));
            ReceiveAsync<string>(async text =>
            {
                if (text is "wait" or "active?") probe.Tell("did " + text);
                switch (text)
                {
                    case "single": Timers.StartSingleTimer("key", new Tick(), Delay); break;
                    case "periodic": Timers.StartPeriodicTimer("key", new Tick(), Delay); break;
                    case "cancel": Timers.Cancel("key"); break;
                    case "active?": probe.Tell(Timers.IsTimerActive("key")); break;
                    case "wait": await gate.Task; break;
                    case "timeout": Context.SetReceiveTimeout(Delay); break;
                    case "no timeout": Context.SetReceiveTimeout(null); break;
                    default: break;
                }
                if (text is not ("wait" or "active?")) probe.Tell("did " + text);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed record Tick;
}
