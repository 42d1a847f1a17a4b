namespace Actors.Runtime.Tests;

public sealed class StashTests : RuntimeTest
{
    [Fact]
    public void Stashed_messages_come_back_in_order_before_all_others()
    {
        var actor = Stasher();

        foreach (var message in new[] { "1", "2", "3", "open", "4" }) actor.Tell(message);

        foreach (var message in new[] { "1", "2", "3", "4" }) ExpectMsg(message);
    }

    [Fact]
    public void A_stashed_message_keeps_its_sender()
    {
        var probe = CreateTestProbe();
        var actor = Stasher();

        probe.Send(actor, "1");
        actor.Tell("open");

        ExpectMsg("1");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void One_message_more_than_the_stash_holds_is_a_failure()
    {
        var actor = Stasher(capacity: 2);
        actor.Tell("1");
        actor.Tell("2");
        actor.Tell("full?");
        ExpectMsg(true);

        actor.Tell("3");

        // The failed instance's stash went back to the mailbox; the message that did not fit is lost.
        actor.Tell("open");
        ExpectMsg("1");
        ExpectMsg("2");
    }

    [Fact]
    public void The_same_message_object_may_be_stashed_each_time_it_comes()
    {
        var actor = Stasher();
        var message = "same";

        actor.Tell(message);
        actor.Tell(message);
        actor.Tell("open");

        ExpectMsg(message);
        ExpectMsg(message);
    }

    [Fact]
    public void Stashing_one_message_twice_is_a_failure()
    {
        var actor = Stasher();

        actor.Tell("twice");

        Assert.Contains("stashed already", ExpectMsg<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_stopped_actor_had_stashed_is_dead_letters_in_order()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Stasher();

        actor.Tell("1");
        actor.Tell("2");
        actor.Tell(PoisonPill.Instance);

        Assert.Equal("1", ExpectMsg<DeadLetter>().Message);
        Assert.Equal("2", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_actor_without_the_property_is_refused()
    {
        var actor = Sys.ActorOf(Props.Create<NoProperty>());

        Watch(actor);

        ExpectTerminated(actor);
    }

    private IActorRef Stasher(int capacity = -1) => Sys.ActorOf(Props.Create(() => new Door(TestActor)).WithStashCapacity(capacity));

    private sealed class Door : ReceiveActor, IWithStash
    {
        private readonly IActorRef _probe;

        public Door(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(text => text == "full?", _ => probe.Tell(Stash.IsFull));
            Receive<string>(text => text == "open", _ =>
            {
                Stash.UnstashAll();
                Become(Open);
            });
            Receive<string>(text => text == "twice", _ =>
            {
                Stash.Stash();
                try
                {
                    Stash.Stash();
                }
                catch (AkkaException e)
                {
                    probe.Tell(e.Message);
                }
            });
            Receive<string>(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;

        private void Open() => Receive<string>(text => _probe.Forward(text));
    }

    private sealed class NoProperty : ReceiveActor, IWithUnboundedStash;
}
