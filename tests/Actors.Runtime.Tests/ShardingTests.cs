using Actors.Runtime.Cluster;
using Actors.Runtime.Cluster.Sharding;

namespace Actors.Runtime.Tests;

public sealed class ShardingTests : RuntimeTest
{
    private readonly IActorRef _region;

    public ShardingTests()
        : base(VirtualTime + "\nakka.cluster { roles = [front, back], sharding { buffer-size = 2, passivate-idle-entity-after = 10 s } }")
    {
        var probe = TestActor;
        _region = ClusterSharding.Get(Sys).Start(
            "entity", name => Props.Create(() => new Entity(name, probe)), ClusterShardingSettings.Create(Sys), new ByFirstWord());
    }

    [Fact]
    public void An_entity_is_started_by_its_first_message_at_its_path()
    {
        _region.Tell(new ShardingEnvelope("a", "where?"));

        ExpectMsg("a started");
        Assert.Equal("akka://test/system/sharding/entity/shard-a/a", ExpectMsg<ActorPath>().ToString());

        _region.Tell(new ShardingEnvelope("a", "hello"));
        ExpectMsg("a got hello");
        Assert.NotEqual(_region, LastSender);
    }

    [Fact]
    public void A_message_for_no_entity_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        _region.Tell("for nobody");

        Assert.Equal("for nobody", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_entity_that_fails_is_restarted()
    {
        Say("a", "hello", "a started", "a got hello");

        Say("a", "fail", "a stopped", "a started");
        Say("a", "hello", "a got hello");
    }

    [Fact]
    public void An_entity_that_stopped_is_started_by_its_next_message()
    {
        Say("a", "stop", "a started", "a stopped");
        AwaitAssert(() => Assert.Empty(Entities()));

        Say("a", "hello", "a started", "a got hello");
    }

    [Fact]
    public void Messages_for_an_entity_that_is_stopping_are_held_back_in_order_and_start_it_again()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Say("a", "passivate", "a started", "a asked to stop");

        foreach (var message in new[] { "1", "2", "3" }) _region.Tell(new ShardingEnvelope("a", message));
        Assert.Equal("3", ExpectMsg<DeadLetter>().Message);
        LastEntity.Tell("stop now");

        ExpectMsg("a stopped");
        ExpectMsg("a started");
        ExpectMsg("a got 1");
        ExpectMsg("a got 2");
    }

    [Fact]
    public void An_entity_that_is_idle_is_stopped_and_one_that_is_not_goes_on()
    {
        Say("idle", "hello", "idle started", "idle got hello");
        Say("busy", "hello", "busy started", "busy got hello");

        Time.Advance(TimeSpan.FromSeconds(5));
        Say("busy", "hello", "busy got hello");
        Time.Advance(TimeSpan.FromSeconds(5));

        ExpectMsg("idle stopped");
        Say("busy", "hello", "busy got hello");
    }

    [Fact]
    public void An_entity_can_be_started_without_a_message()
    {
        _region.Tell(new ShardRegion.StartEntity("a"));

        ExpectMsg("a started");
    }

    [Fact]
    public void A_region_tells_its_shards_and_entities()
    {
        Say("a", "hello", "a started", "a got hello");
        Say("b", "hello", "b started", "b got hello");

        _region.Tell(GetShardRegionState.Instance);

        var state = ExpectMsg<CurrentShardRegionState>();
        Assert.Equal(["shard-a", "shard-b"], state.Shards.Select(shard => shard.ShardId).Order());
        Assert.Equal(["a", "b"], state.Shards.SelectMany(shard => shard.EntityIds).Order());
        Assert.Empty(state.Failed);
    }

    [Fact]
    public void A_type_is_started_once_and_found_by_its_name()
    {
        var sharding = ClusterSharding.Get(Sys);

        Assert.Same(_region, sharding.ShardRegion("entity"));
        Assert.Same(_region, sharding.Start("entity", Props.Create<Echo>(), ClusterShardingSettings.Create(Sys), new ByFirstWord()));
        Assert.Throws<ArgumentException>(() => sharding.ShardRegion("other"));
        Assert.Equal(["entity"], sharding.ShardTypeNames);
    }

    [Fact]
    public void A_shard_by_hash_is_one_of_so_many_and_always_the_same()
    {
        var extractor = HashCodeMessageExtractor.Create(10, message => (message as ShardingEnvelope)?.EntityId, message => ((ShardingEnvelope)message).Message);
        var shards = Enumerable.Range(0, 1000).Select(i => int.Parse(extractor.ShardId("entity-" + i))).ToList();

        Assert.Equal(Enumerable.Range(0, 10), shards.Distinct().Order());
        Assert.Equal("6", extractor.ShardId("alarm"));
        Assert.Equal("x", extractor.EntityMessage(new ShardingEnvelope("alarm", "x")));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashCodeMessageExtractor.Create(0, _ => null));
    }

    [Fact]
    public void A_node_by_itself_is_a_cluster_that_is_up()
    {
        var cluster = Cluster.Cluster.Get(Sys);
        var called = false;
        cluster.RegisterOnMemberUp(() => called = true);

        Assert.True(called && cluster.IsUp && !cluster.IsTerminated);
        Assert.Equal("akka://test", cluster.SelfAddress.ToString());
        Assert.Equal(MemberStatus.Up, cluster.SelfMember.Status);
        Assert.True(cluster.SelfMember.HasRole("front") && cluster.SelfRoles.SetEquals(["front", "back"]));
        Assert.Equal([cluster.SelfMember], cluster.State.Members);
        Assert.Equal(cluster.SelfAddress, cluster.State.Leader);
        Assert.Empty(cluster.State.Unreachable);
        Assert.Equal(cluster.SelfUniqueAddress, cluster.SelfMember.UniqueAddress);
    }

    private IActorRef LastEntity { get; set; } = ActorRefs.Nobody;

    private void Say(string entity, string what, params string[] expected)
    {
        _region.Tell(new ShardingEnvelope(entity, what));
        foreach (var message in expected)
        {
            ExpectMsg(message);
            LastEntity = LastSender;
        }
    }

    private IEnumerable<string> Entities()
    {
        var probe = CreateTestProbe();
        probe.Send(_region, GetShardRegionState.Instance);
        return probe.ExpectMsg<CurrentShardRegionState>().Shards.SelectMany(shard => shard.EntityIds);
    }

    private sealed class ByFirstWord : IMessageExtractor
    {
        public string? EntityId(object message) => (message as ShardingEnvelope)?.EntityId;

        public object? EntityMessage(object message) => (message as ShardingEnvelope)?.Message;

        public string ShardId(string entityId, object? messageHint = null) => "shard-" + entityId;
    }

    private sealed class Entity : ReceiveActor
    {
        private readonly string _name;
        private readonly IActorRef _probe;

        public Entity(string name, IActorRef probe)
        {
            (_name, _probe) = (name, probe);
            Receive<string>(text => text == "where?", _ => probe.Tell(Self.Path));
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("oops"));
            Receive<string>(text => text is "stop" or "stop now", _ => Context.Stop(Self));
            Receive<string>(text => text == "passivate", _ => Context.Parent.Tell(new Passivate("please stop")));
            Receive<string>(text => text == "please stop", _ => probe.Tell($"{name} asked to stop"));
            Receive<string>(text => probe.Tell($"{name} got {text}"));
        }

        protected override void PreStart() => _probe.Tell($"{_name} started");

        protected override void PostStop() => _probe.Tell($"{_name} stopped");
    }
}
