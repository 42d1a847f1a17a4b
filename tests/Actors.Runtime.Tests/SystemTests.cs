using System.Diagnostics;
using Actors.Runtime.Configuration;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Tests;

public sealed class SystemTests : RuntimeTest
{
    /// <summary>Milliseconds, so far apart that even a busy machine keeps their order.</summary>
    private static readonly int[] Delays = [1, 100, 300];

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    public void A_name_that_is_not_allowed_is_refused(string name) => Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task A_system_that_terminates_stops_children_before_their_parents()
    {
        var probe = TestActor;
        using var system = ActorSystem.Create("other");
        var parent = system.ActorOf(Props.Create(() => new Family(probe)));
        parent.Tell("hello");
        ExpectMsgAllOf("child started", "parent got hello");

        await system.Terminate();

        ExpectMsg("child stopped");
        ExpectMsg("parent stopped");
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create<Echo>()));
    }

    [Fact]
    public async Task A_failure_of_the_root_ends_the_system()
    {
        using var system = ActorSystem.Create("other", ConfigurationFactory.ParseString("akka.loglevel = OFF"));
        var root = ((ActorSystemImpl)system).RootRef;

        root.Tell(Kill.Instance);

        await system.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_defaults_of_the_engine_are_as_documented()
    {
        using var system = ActorSystem.Create("defaults");
        var config = system.Settings.Config;

        Assert.Equal("WARNING", config.GetString("akka.loglevel"));
        Assert.Equal(Timeout.InfiniteTimeSpan, system.Settings.AskTimeout);
        Assert.Equal("Dispatcher", config.GetString("akka.actor.default-dispatcher.type"));
        Assert.Equal(30, config.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal("", config.GetString("akka.scheduler.implementation"));
        Assert.Equal(TimeSpan.FromSeconds(5), config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout"));
        Assert.True(system.Settings.CoordinatedShutdownTerminateActorSystem && system.Settings.CoordinatedShutdownRunByActorSystemTerminate);
        Assert.Empty(config.GetStringList("akka.cluster.roles"));
        Assert.Equal(100_000, config.GetInt("akka.cluster.sharding.buffer-size"));
        Assert.Equal(TimeSpan.FromSeconds(120), config.GetTimeSpan("akka.cluster.sharding.passivate-idle-entity-after"));
    }

    [Theory]
    [InlineData("akka.loglevel = LOUD", "akka.loglevel is 'LOUD'")]
    [InlineData("akka.scheduler.implementation = \"No.Such, Type\"", "akka.scheduler.implementation is 'No.Such, Type'")]
    [InlineData("akka.scheduler.implementation = \"System.String\"", "which is no scheduler of this engine")]
    public void A_wrong_value_is_refused_by_key_and_value(string config, string message)
    {
        var error = Assert.Throws<ConfigurationException>(() => ActorSystem.Create("wrong", ConfigurationFactory.ParseString(config)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_reach_subscribers_of_their_type_and_its_bases_once()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters)));
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter)));

        Sys.DeadLetters.Tell("one");
        ExpectMsg<DeadLetter>();
        ExpectNoMsg();

        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(DeadLetter)));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Assert.False(Sys.EventStream.Unsubscribe(TestActor));
        Sys.DeadLetters.Tell("two");
        ExpectNoMsg();
    }

    [Fact]
    public async Task The_scheduler_of_a_running_system_is_never_early()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var delay in Delays)
        {
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(delay), TestActor, delay, ActorRefs.NoSender);
        }

        foreach (var delay in Delays)
        {
            await ExpectMsgAsync(delay);
            Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(delay));
        }
    }

    [Fact]
    public async Task Nothing_can_be_scheduled_once_the_system_has_stopped()
    {
        using var system = ActorSystem.Create("other");
        await system.Terminate();

        Assert.Throws<InvalidOperationException>(
            () => system.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "late", ActorRefs.NoSender));
    }

    private sealed class Family : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Family(IActorRef probe)
        {
            _probe = probe;
            Context.ActorOf(Props.Create(() => new Reporter(probe, "child")));
            Receive<string>(text => probe.Tell("parent got " + text));
        }

        protected override void PreStart()
        {
        }

        protected override void PostStop() => _probe.Tell("parent stopped");
    }
}
