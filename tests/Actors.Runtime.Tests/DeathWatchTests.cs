using Actors.Runtime.Internal;

namespace Actors.Runtime.Tests;

public sealed class DeathWatchTests : RuntimeTest
{
    [Fact]
    public void A_watcher_is_told_of_a_death()
    {
        var actor = Sys.ActorOf(Props.Create<Echo>());
        Watch(actor);

        Sys.Stop(actor);

        Assert.True(ExpectTerminated(actor).ExistenceConfirmed);
    }

    [Fact]
    public void A_watcher_of_a_dead_actor_is_told_at_once()
    {
        var actor = Sys.ActorOf(Props.Create<Echo>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        var late = CreateTestProbe();
        late.Watch(actor);

        late.ExpectTerminated(actor);
    }

    [Fact]
    public void A_watcher_of_an_actor_that_never_was_is_told_so()
    {
        var nobody = Sys.Serialization.DeserializeActorRef("akka://test/user/nobody");

        Watch(nobody);

        Assert.False(ExpectTerminated(nobody).ExistenceConfirmed);
    }

    [Fact]
    public void An_actor_that_is_no_longer_watched_dies_unnoticed()
    {
        var actor = Sys.ActorOf(Props.Create<Echo>());
        Watch(actor);
        Unwatch(actor);
        var other = CreateTestProbe();
        other.Watch(actor);

        Sys.Stop(actor);

        other.ExpectTerminated(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void A_death_in_the_mailbox_is_not_told_after_unwatch()
    {
        var gate = new TaskCompletionSource();
        var watched = Sys.ActorOf(Props.Create<Echo>());
        var probe = CreateTestProbe();
        probe.Watch(watched);
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor, gate)));
        watcher.Tell(new Look(watched));
        ExpectMsg("watching");
        watcher.Tell("wait");
        ExpectMsg("waiting");
        watcher.Tell(new LookAway(watched));

        Sys.Stop(watched);
        probe.ExpectTerminated(watched);
        gate.SetResult();
        watcher.Tell("done?");

        ExpectMsg("looked away");
        ExpectMsg("got done?");
    }

    [Fact]
    public void A_message_of_the_watchers_own_stands_for_the_death()
    {
        var watched = Sys.ActorOf(Props.Create<Echo>());
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor, null)));
        watcher.Tell(new LookWith(watched, "it is dead"));
        ExpectMsg("watching");

        Sys.Stop(watched);

        ExpectMsg("got it is dead");
    }

    [Fact]
    public void A_death_that_is_not_handled_is_the_watchers_own()
    {
        var watched = Sys.ActorOf(Props.Create<Echo>());
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor, null)));
        Watch(watcher);
        watcher.Tell(new Look(watched));
        ExpectMsg("watching");

        Sys.Stop(watched);

        ExpectTerminated(watcher);
    }

    [Fact]
    public void A_parent_that_watches_its_child_may_use_its_name_again_when_told()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Reuser(TestActor)));

        parent.Tell("go");

        ExpectMsg("again");
    }

    private sealed record Look(IActorRef At);

    private sealed record LookWith(IActorRef At, object Message);

    private sealed record LookAway(IActorRef From);

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef probe, TaskCompletionSource? gate)
        {
            Receive<Look>(look =>
            {
                Context.Watch(look.At);
                probe.Tell("watching");
            });
            Receive<LookWith>(look =>
            {
                Context.WatchWith(look.At, look.Message);
                probe.Tell("watching");
            });
            Receive<LookAway>(look =>
            {
                Context.Unwatch(look.From);
                probe.Tell("looked away");
            });
            ReceiveAsync<string>(text => text == "wait", async _ =>
            {
                probe.Tell("waiting");
                await gate!.Task;
            });
            Receive<string>(text => probe.Tell("got " + text));
        }
    }

    private sealed class Reuser : ReceiveActor
    {
        public Reuser(IActorRef probe)
        {
            Receive<string>(_ => Context.Stop(Context.Watch(Context.ActorOf(Props.Create<Echo>(), "name"))));
            Receive<Terminated>(_ =>
            {
                Context.ActorOf(Props.Create<Echo>(), "name");
                probe.Tell("again");
            });
        }
    }
}
