using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests;

public sealed class ActorTests : RuntimeTest
{
    [Fact]
    public void A_message_is_answered_to_its_sender()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());

        echo.Tell("hello");

        ExpectMsg("hello");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public void An_actor_made_by_new_is_refused() => Assert.Throws<ActorInitializationException>(() => new Echo());

    [Fact]
    public void A_null_message_is_refused()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());

        Assert.ThrowsAny<AkkaException>(() => echo.Tell(null!));
    }

    [Fact]
    public void A_forwarded_message_keeps_its_sender()
    {
        var relay = Sys.ActorOf(Props.Create(() => new Relay(TestActor)));
        var probe = CreateTestProbe();

        probe.Send(relay, "hello");

        ExpectMsg("hello");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Props_that_are_no_constructor_call_are_refused()
    {
        Func<Echo> make = () => throw new InvalidOperationException("never called");

        Assert.Throws<ArgumentException>(() => Props.Create(() => make()));
    }

    [Fact]
    public void Arguments_of_props_are_evaluated_once()
    {
        var numbers = new Queue<int>([1, 2]);
        var props = Props.Create(() => new Counter(numbers.Dequeue()));

        Sys.ActorOf(props).Tell("which?");
        ExpectMsg(1);
        Sys.ActorOf(props).Tell("which?");
        ExpectMsg(1);
    }

    [Fact]
    public void Props_by_type_choose_the_constructor_by_its_arguments()
    {
        Sys.ActorOf(Props.Create<Counter>(7)).Tell("which?");

        ExpectMsg(7);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("$a")]
    [InlineData("ä")]
    [InlineData("%2")]
    public void A_name_that_is_not_allowed_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create<Echo>(), name));

    [Theory]
    [InlineData("a")]
    [InlineData("-_.*$+:@&=,!~';()")]
    [InlineData("%2F")]
    public void A_name_that_is_allowed_is_the_last_element_of_the_path(string name) =>
        Assert.Equal("akka://test/user/" + name, Sys.ActorOf(Props.Create<Echo>(), name).Path.ToString());

    [Fact]
    public async Task A_name_is_free_again_after_its_actor_has_stopped()
    {
        var first = Sys.ActorOf(Props.Create<Echo>(), "name");
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create<Echo>(), "name"));

        Watch(first);
        Sys.Stop(first);
        await ExpectTerminatedAsync(first);

        // The parent may hear of the end after the watcher.
        IActorRef second = ActorRefs.Nobody;
        await AwaitAssertAsync(() => second = Sys.ActorOf(Props.Create<Echo>(), "name"));
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_dispatcher_that_is_not_configured_is_refused_by_name()
    {
        var error = Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create<Echo>().WithDispatcher("no.such")));

        Assert.Contains("no.such", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Become_replaces_the_behaviour_and_stacked_ones_come_back()
    {
        var actor = Sys.ActorOf(Props.Create<Moody>());

        foreach (var (told, answer) in new[] { ("?", "calm"), ("angry", "angry"), ("?", "angry"), ("back", "back"), ("?", "calm") })
        {
            actor.Tell(told);
            ExpectMsg(answer);
        }
    }

    [Fact]
    public void Handlers_are_tried_in_order_and_predicates_decide()
    {
        var actor = Sys.ActorOf(Props.Create<Picky>());

        actor.Tell(1);
        ExpectMsg("small");
        actor.Tell(100);
        ExpectMsg("large");
        actor.Tell("text");
        ExpectMsg("any text");
    }

    [Fact]
    public void A_handler_cannot_be_declared_outside_of_the_constructor()
    {
        var actor = Sys.ActorOf(Props.Create<LateDeclarer>());

        actor.Tell("declare");

        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void A_message_without_a_handler_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var picky = Sys.ActorOf(Props.Create<Picky>());

        picky.Tell(1.5);

        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(1.5, unhandled.Message);
        Assert.Equal(picky, unhandled.Recipient);
        Assert.Equal(TestActor, unhandled.Sender);
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter(int number) => ReceiveAny(_ => Sender.Tell(number));
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody()
        {
            Receive<string>(text => text == "angry", _ =>
            {
                BecomeStacked(Angry);
                Sender.Tell("angry");
            });
            Receive<string>(_ => Sender.Tell("calm"));
        }

        private void Angry()
        {
            Receive<string>(text => text == "back", _ =>
            {
                UnbecomeStacked();
                Sender.Tell("back");
            });
            Receive<string>(_ => Sender.Tell("angry"));
        }
    }

    private sealed class Picky : ReceiveActor
    {
        public Picky()
        {
            Receive<int>(_ => Sender.Tell("small"), number => number < 10);
            Receive<int>(_ => Sender.Tell("large"));
            Receive<string>(text => text.Length == 0);
            Receive<string>(_ => Sender.Tell("any text"));
        }
    }

    private sealed class LateDeclarer : ReceiveActor
    {
        public LateDeclarer() => ReceiveAny(_ =>
        {
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException e)
            {
                Sender.Tell(e);
            }
        });
    }
}
