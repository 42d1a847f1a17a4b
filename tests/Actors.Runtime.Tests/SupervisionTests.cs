namespace Actors.Runtime.Tests;

public sealed class SupervisionTests : RuntimeTest
{
    public SupervisionTests()
        : base(VirtualTime)
    {
    }

    [Fact]
    public void A_restarted_child_keeps_its_reference_and_its_mailbox_and_loses_its_state()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Restart));
        child.Tell(0);
        ExpectMsg(1);

        child.Tell(new Throw(new InvalidOperationException("oops")));
        child.Tell("hello");
        child.Tell(0);

        ExpectMsg("child restarts after oops");
        ExpectMsg("child stopped");
        ExpectMsg("child started");
        ExpectMsg("child got hello");
        ExpectMsg(1);
    }

    [Fact]
    public void A_resumed_child_keeps_its_state()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell(0);
        ExpectMsg(1);

        child.Tell(new Throw(new InvalidOperationException("oops")));
        child.Tell(0);

        ExpectMsg(2);
    }

    [Fact]
    public void A_stopped_child_handles_no_other_message()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Stop));
        Watch(child);

        child.Tell(new Throw(new InvalidOperationException("oops")));
        child.Tell("hello");

        ExpectMsg("child stopped");
        ExpectTerminated(child);
        ExpectNoMsg();
    }

    [Fact]
    public void An_escalated_failure_is_the_parents_own()
    {
        var grandparent = Sys.ActorOf(Props.Create(() => new Parent(new OneForOneStrategy(_ => Directive.Stop))));
        grandparent.Tell(new Make(Props.Create(() => new Parent(new OneForOneStrategy(_ => Directive.Escalate)))));
        var parent = ExpectMsg<IActorRef>();
        parent.Tell(new Make(Props.Create(() => new Reporter(TestActor, "child"))));
        var child = FishForMessage<IActorRef>(_ => true);
        Watch(parent);

        child.Tell(new Throw(new InvalidOperationException("oops")));

        FishForMessage<Terminated>(terminated => terminated.ActorRef.Equals(parent));
    }

    [Fact]
    public void A_child_is_stopped_once_its_restarts_are_used_up()
    {
        var child = Child(new OneForOneStrategy(2, null, _ => Directive.Restart));
        Watch(child);

        for (var i = 0; i < 2; i++)
        {
            child.Tell(new Throw(new InvalidOperationException("oops")));
            ExpectRestart();
        }
        child.Tell(new Throw(new InvalidOperationException("oops")));

        ExpectMsg("child stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void Restarts_are_counted_within_their_window_only()
    {
        var child = Child(new OneForOneStrategy(1, TimeSpan.FromSeconds(10), _ => Directive.Restart));
        Watch(child);

        child.Tell(new Throw(new InvalidOperationException("oops")));
        ExpectRestart();
        Time.Advance(TimeSpan.FromSeconds(10.001));
        child.Tell(new Throw(new InvalidOperationException("oops")));
        ExpectRestart();
        Time.Advance(TimeSpan.FromSeconds(10));
        child.Tell(new Throw(new InvalidOperationException("oops")));

        ExpectMsg("child stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void A_child_without_restarts_is_stopped_by_its_first_failure()
    {
        var child = Child(new OneForOneStrategy(0, null, _ => Directive.Restart));
        Watch(child);

        child.Tell(new Throw(new InvalidOperationException("oops")));

        ExpectMsg("child stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void All_children_are_restarted_when_one_fails_under_all_for_one()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(new AllForOneStrategy(_ => Directive.Restart))));
        var probes = new[] { CreateTestProbe(), CreateTestProbe() };
        var children = probes.Select(probe => MakeChild(parent, probe, "child")).ToList();

        children[0].Tell(new Throw(new InvalidOperationException("oops")));

        foreach (var probe in probes)
        {
            probe.ExpectMsg("child restarts after oops");
            probe.ExpectMsg("child stopped");
            probe.ExpectMsg("child started");
        }
        children[1].Tell("still there");
        probes[1].ExpectMsg("child got still there");
    }

    [Fact]
    public void The_children_of_a_restarted_actor_are_stopped_before_the_new_instance_starts()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Restart), () => new Nest(TestActor));
        ExpectMsg("grandchild started");

        child.Tell(new Throw(new InvalidOperationException("oops")));

        ExpectMsg("grandchild stopped");
        ExpectMsg("grandchild started");
    }

    [Fact]
    public void An_actor_whose_constructor_throws_is_stopped_by_the_default_strategy()
    {
        var broken = Sys.ActorOf(Props.Create<Broken>());

        Watch(broken);

        ExpectTerminated(broken);
    }

    [Fact]
    public void A_killed_actor_is_stopped_by_the_default_strategy()
    {
        var child = Child(SupervisorStrategy.DefaultStrategy);
        Watch(child);

        child.Tell(Kill.Instance);

        ExpectMsg("child stopped");
        ExpectTerminated(child);
    }

    [Fact]
    public void The_strategy_of_the_props_comes_before_the_actors_own()
    {
        var props = Props.Create(() => new Parent(new OneForOneStrategy(_ => Directive.Restart)))
            .WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy);
        var child = MakeChild(Sys.ActorOf(props), this, "child");
        Watch(child);

        child.Tell(new Throw(new InvalidOperationException("oops")));

        ExpectMsg("child stopped");
        ExpectTerminated(child);
    }

    private static IActorRef MakeChild(IActorRef parent, TestKit.TestKitBase probe, string name)
    {
        var target = probe.TestActor;
        parent.Tell(new Make(Props.Create(() => new Reporter(target, name))), target);
        var child = probe.FishForMessage<IActorRef>(_ => true);
        child.Tell("ready?", target);
        probe.FishForMessage<string>(text => text == $"{name} got ready?");
        return child;
    }

    private IActorRef Child(SupervisorStrategy strategy) =>
        MakeChild(Sys.ActorOf(Props.Create(() => new Parent(strategy))), this, "child");

    private IActorRef Child(SupervisorStrategy strategy, System.Linq.Expressions.Expression<Func<Nest>> factory)
    {
        Sys.ActorOf(Props.Create(() => new Parent(strategy))).Tell(new Make(Props.Create(factory)));
        return FishForMessage<IActorRef>(_ => true);
    }

    private void ExpectRestart()
    {
        ExpectMsg("child restarts after oops");
        ExpectMsg("child stopped");
        ExpectMsg("child started");
    }

    private sealed class Broken : ReceiveActor
    {
        public Broken() => throw new InvalidOperationException("cannot be made");
    }

    private sealed class Nest : ReceiveActor
    {
        public Nest(IActorRef probe)
        {
            Context.ActorOf(Props.Create(() => new Reporter(probe, "grandchild")), "grandchild");
            Receive<Throw>(fail => throw fail.Exception);
        }
    }
}
