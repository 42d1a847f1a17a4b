namespace Actors.Runtime.Tests;

public sealed class AsyncTests : RuntimeTest
{
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public void No_other_message_is_handled_before_the_task_ends()
    {
        var actor = Worker();

        actor.Tell("wait");
        ExpectMsg("wait begins");
        actor.Tell("other");
        actor.Tell(new Identify(1));
        ExpectNoMsg();
        _gate.SetResult();

        ExpectMsg("wait ends");
        ExpectMsg("other");
        ExpectMsg<ActorIdentity>();
    }

    [Fact]
    public void Sender_self_and_context_are_right_after_each_await()
    {
        var actor = Worker();
        var probe = CreateTestProbe();

        probe.Send(actor, "who?");
        TestActor.Tell("disturb");
        _gate.SetResult();

        for (var i = 0; i < 20; i++)
        {
            probe.ExpectMsg(actor.Path.Name);
            Assert.Equal(actor, probe.LastSender);
        }
    }

    [Fact]
    public void A_task_that_fails_is_a_failure_of_the_actor()
    {
        var actor = Worker();

        actor.Tell("fail late");
        actor.Tell("other");
        _gate.SetResult();

        ExpectMsg("restarted after late in fail late");
        ExpectMsg("other");
    }

    [Fact]
    public void A_task_that_fails_at_once_is_a_failure_of_the_actor()
    {
        var actor = Worker();

        actor.Tell("fail");
        actor.Tell("other");

        ExpectMsg("restarted after early in fail");
        ExpectMsg("other");
    }

    [Fact]
    public void A_stop_does_not_wait_for_the_task_whose_rest_still_runs()
    {
        var actor = Worker();
        Watch(actor);
        actor.Tell("wait");
        ExpectMsg("wait begins");
        actor.Tell("never handled");

        Sys.Stop(actor);
        ExpectMsg("stopped");
        ExpectTerminated(actor);
        _gate.SetResult();

        ExpectMsg("wait ends");
        ExpectNoMsg();
    }

    [Fact]
    public void A_poison_pill_waits_for_the_task()
    {
        var actor = Worker();
        actor.Tell("wait");
        ExpectMsg("wait begins");
        actor.Tell(PoisonPill.Instance);
        ExpectNoMsg();

        _gate.SetResult();

        ExpectMsg("wait ends");
        ExpectMsg("stopped");
    }

    [Fact]
    public void The_context_is_not_valid_where_an_await_left_the_actor()
    {
        var actor = Worker();

        actor.Tell("leave");
        _gate.SetResult();

        ExpectMsg("no context");
    }

    [Fact]
    public void The_continuations_of_a_pinned_actor_stay_on_its_thread()
    {
        var gate = _gate;
        var actor = Sys.ActorOf(Props.Create(() => new ThreadTeller(TestActor, gate)).WithDispatcher("pinned"));

        actor.Tell("go");
        var before = ExpectMsg<int>();
        _gate.SetResult();

        ExpectMsg(before);
    }

    public AsyncTests()
        : base("pinned.type = PinnedDispatcher")
    {
    }

    private IActorRef Worker()
    {
        var gate = _gate;
        return Sys.ActorOf(Props.Create(() => new AsyncWorker(TestActor, gate)));
    }

    private sealed class AsyncWorker : ReceiveActor
    {
        private readonly IActorRef _probe;

        public AsyncWorker(IActorRef probe, TaskCompletionSource gate)
        {
            _probe = probe;
            ReceiveAsync<string>(text => text == "wait", async _ =>
            {
                probe.Tell("wait begins");
                await gate.Task;
                probe.Tell("wait ends");
            });
            ReceiveAsync<string>(text => text == "who?", async _ =>
            {
                await gate.Task;
                for (var i = 0; i < 20; i++)
                {
                    await Task.Yield();
                    Sender.Tell(Context.Self.Path.Name);
                }
            });
            ReceiveAsync<string>(text => text == "fail late", async _ =>
            {
                await gate.Task;
                throw new InvalidOperationException("late");
            });
            ReceiveAsync<string>(text => text == "fail", _ => Task.FromException(new InvalidOperationException("early")));
            ReceiveAsync<string>(text => text == "leave", async _ =>
            {
                await gate.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                try
                {
                    probe.Tell(Context.Self);
                }
                catch (NotSupportedException)
                {
                    probe.Tell("no context", ActorRefs.NoSender);
                }
            });
            Receive<string>(text => probe.Tell(text));
        }

        protected override void PreRestart(Exception reason, object? message) =>
            _probe.Tell($"restarted after {reason.Message} in {message}");

        protected override void PostStop() => _probe.Tell("stopped");
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller(IActorRef probe, TaskCompletionSource gate) => ReceiveAsync<string>(async _ =>
        {
            probe.Tell(Environment.CurrentManagedThreadId);
            await gate.Task;
            probe.Tell(Environment.CurrentManagedThreadId);
        });
    }
}
