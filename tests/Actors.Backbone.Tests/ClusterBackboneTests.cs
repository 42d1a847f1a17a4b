using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Backbone.Tests;

public sealed class ClusterBackboneTests : TestKit
{
    private const string Backbone = "test 1.0.0";
    private const string Self = "akka.tcp://router@127.0.0.1:1";
    private const string Other = "akka.tcp://router@127.0.0.1:2";

    private static readonly HedgeSettings Hedge = new() { MinDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(250), MaxShare = 0.1 };

    private readonly FakeTimeProvider _time = new(Queries.Start);
    private readonly TestProbe _pool;
    private readonly TestProbe _peer;
    private readonly TestProbe _ranker;
    private readonly IActorRef _backbone;

    public ClusterBackboneTests()
    {
        (_pool, _peer, _ranker) = (CreateTestProbe("pool"), CreateTestProbe("peer"), CreateTestProbe("ranker"));
        _backbone = Start(isFrontEnd: true, _pool.Ref);
    }

    [Fact]
    public void A_query_of_this_node_goes_to_its_own_device_by_reference_and_its_verdicts_to_its_ranker()
    {
        Own(_backbone);
        var query = Queries.Of(5);
        _backbone.Tell(new Encode(query, _ranker.Ref));
        var encode = _pool.ExpectMsg<Encode>();
        Assert.Same(query, encode.Query);
        Assert.Equal((_backbone, 0), (encode.Ranker, encode.Device));
        Tell(new TextRemarks(query.Id, Negated: true, []), new SubsystemsSkipped(query.Id, ["iot"]), Verdicts("alarm", query));
        Assert.Equal(query.Id, _ranker.ExpectMsg<TextRemarks>().QueryId);
        Assert.Equal(["iot"], _ranker.ExpectMsg<SubsystemsSkipped>().Subsystems);
        Assert.Equal(query.Id, Assert.Single(_ranker.ExpectMsg<SubsystemVerdicts>().Verdicts).QueryId);
        Tell(Verdicts("alarm", query));
        AssertQuiet(_backbone, _ranker);
    }

    [Fact]
    public void Each_ranker_is_told_the_verdicts_on_its_own_queries_in_one_message()
    {
        Own(_backbone);
        var other = CreateTestProbe();
        Query[] queries = [Queries.Of(5), Queries.Of(6), Queries.Of(7)];
        foreach (var (query, ranker) in queries.Zip([_ranker, other, _ranker])) _backbone.Tell(new Encode(query, ranker.Ref));
        Tell(Verdicts("alarm", queries), new SubsystemUnavailable("iot", [.. queries.Select(query => query.Id)]));
        Assert.Equal([queries[0].Id, queries[2].Id], _ranker.ExpectMsg<SubsystemVerdicts>().Verdicts.Select(verdict => verdict.QueryId));
        Assert.Equal([queries[0].Id, queries[2].Id], _ranker.ExpectMsg<SubsystemUnavailable>().QueryIds);
        Assert.Equal([queries[1].Id], other.ExpectMsg<SubsystemVerdicts>().Verdicts.Select(verdict => verdict.QueryId));
        Assert.Equal([queries[1].Id], other.ExpectMsg<SubsystemUnavailable>().QueryIds);
    }

    [Fact]
    public void A_node_without_devices_sends_all_that_matters_of_a_query_to_another_one_and_cancels_it_there()
    {
        var backbone = Start(isFrontEnd: true, pool: null);
        Peer(backbone);
        _time.Advance(TimeSpan.FromSeconds(1));
        var query = Queries.Of(5, QueryPriority.High) with { Asker = new Asker("a", "tenant"), MayBeGated = false };
        backbone.Tell(new Encode(query, _ranker.Ref, new SubsystemRoster(["iot"])));
        var sent = _peer.ExpectMsg<EncodeElsewhere>();
        Assert.Equal(backbone, _peer.LastSender);
        Assert.Equal((Backbone, 0, query.Id, query.Text, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)), (sent.Backbone, sent.Device, sent.Id, sent.Text, sent.Waited, sent.TimeLeft));
        Assert.Equal((query.Priority, query.Asker, query.MayBeGated), (sent.Priority, sent.Asker, sent.MayBeGated));
        Assert.Equal(["iot"], sent.Asked!.Names);
        Assert.Equal(query, sent.ToEncode(_ranker.Ref, _time.GetUtcNow()).Query);
        backbone.Tell(new CancelQuery(query.Id));
        Assert.Equal(query.Id, _peer.ExpectMsg<CancelQuery>().QueryId);
    }

    [Fact]
    public void What_a_node_that_is_gone_was_sent_goes_to_another_one_with_the_time_that_is_left()
    {
        var (backbone, third) = (Start(isFrontEnd: true, pool: null), CreateTestProbe());
        Peer(backbone);
        var query = Queries.Of(5);
        backbone.Tell(new Encode(query, _ranker.Ref));
        _peer.ExpectMsg<EncodeElsewhere>();
        Peer(backbone, "third", third);
        _time.Advance(TimeSpan.FromSeconds(4));
        backbone.Tell(new NodeGone(Other));
        Assert.Equal((query.Id, TimeSpan.FromSeconds(6)), third.ExpectMsg<EncodeElsewhere>() is var sent ? (sent.Id, sent.TimeLeft) : default);
        backbone.Tell(new NodeGone("third"));
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable), _ranker.ExpectMsg<EncodeRefused>());
    }

    [Fact]
    public void What_a_node_is_late_with_goes_to_another_one_as_well()
    {
        var (backbone, third) = (Start(isFrontEnd: true, pool: null), CreateTestProbe());
        Peer(backbone);
        var query = Queries.Of(5);
        backbone.Tell(new Encode(query, _ranker.Ref));
        _peer.ExpectMsg<EncodeElsewhere>();
        Peer(backbone, "third", third);
        AssertQuiet(backbone, third);
        _time.Advance(Hedge.MaxDelay);
        Assert.Equal(query.Id, third.ExpectMsg<EncodeElsewhere>().Id);
        AssertQuiet(backbone, _ranker);
    }

    [Fact]
    public void What_one_of_two_nodes_that_encode_a_query_cannot_have_judged_the_other_one_may()
    {
        _backbone.Tell(NodeServes.Instance);
        Own(_backbone);
        Peer(_backbone);
        Query[] queries = [Queries.Of(5), Queries.Of(5)];
        _backbone.Tell(new Encode(queries[0], _ranker.Ref));
        _pool.ExpectMsg<Encode>();
        _time.Advance(Hedge.MaxDelay);
        Assert.Equal(queries[0].Id, _peer.ExpectMsg<EncodeElsewhere>().Id);
        _backbone.Tell(new Encode(queries[1], _ranker.Ref));
        _pool.ExpectMsg<Encode>();
        Tell(new SubsystemUnavailable("alarm", [.. queries.Select(query => query.Id)]));
        Assert.Equal([queries[1].Id], _ranker.ExpectMsg<SubsystemUnavailable>().QueryIds);
        _backbone.Tell(Verdicts("alarm", queries[0]), At(Other));
        Assert.Equal(queries[0].Id, Assert.Single(_ranker.ExpectMsg<SubsystemVerdicts>().Verdicts).QueryId);
        Tell(new SubsystemUnavailable("iot", [queries[0].Id]));
        AssertQuiet(_backbone, _ranker);
        // Neither can.
        _backbone.Tell(new NodeGone(Other));
        Assert.Equal((queries[0].Id, "iot"), _ranker.ExpectMsg<SubsystemUnavailable>() is var told ? (Assert.Single(told.QueryIds), told.Subsystem) : default);
        AssertQuiet(_backbone, _ranker);
    }

    [Fact]
    public void A_query_of_another_node_is_encoded_here_and_that_node_is_told_what_a_ranker_is()
    {
        Own(_backbone);
        var query = Queries.Of(5);
        _backbone.Tell(EncodeElsewhere.Of(new Encode(query, ActorRefs.Nobody), Backbone, 0, Queries.Start), _peer.Ref);
        Assert.Equal((query, _peer.Ref, 0), _pool.ExpectMsg<Encode>() is var encode ? (encode.Query, encode.Ranker, encode.Device) : default);
        _backbone.Tell(new CancelQuery(query.Id), _peer.Ref);
        _pool.ExpectMsg<CancelQuery>();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 1)]
    [InlineData(8, 93)]
    public void Pieces_that_the_backbone_does_not_take_are_refused_before_they_reach_a_device(int tokens, int firstId)
    {
        Own(_backbone);
        var query = Queries.Of(tokens, firstId: firstId);
        _backbone.Tell(EncodeElsewhere.Of(new Encode(query, ActorRefs.Nobody), Backbone, 0, Queries.Start), _peer.Ref);
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable), _peer.ExpectMsg<EncodeRefused>());
        AssertQuiet(_backbone, _pool);
        _backbone.Tell(EncodeElsewhere.Of(new Encode(Queries.Of(8, firstId: 92), ActorRefs.Nobody), Backbone, 0, Queries.Start), _peer.Ref);
        _pool.ExpectMsg<Encode>();
    }

    [Fact]
    public void Others_encode_for_a_front_end_with_devices_from_when_it_serves_and_for_another_node_never()
    {
        foreach (var isFrontEnd in new[] { true, false })
        {
            var backbone = Start(isFrontEnd, _pool.Ref);
            Own(backbone);
            Peer(backbone);
            backbone.Tell(new Encode(Queries.Of(50), _ranker.Ref));
            backbone.Tell(new Encode(Queries.Of(5), _ranker.Ref));
            _pool.ReceiveN(2);
            backbone.Tell(NodeServes.Instance);
            backbone.Tell(new Encode(Queries.Of(7), _ranker.Ref));
            if (isFrontEnd) _peer.ExpectMsg<EncodeElsewhere>();
            else _pool.ExpectMsg<Encode>();
        }
    }

    [Fact]
    public void A_device_that_fails_costs_a_query_a_second_way_and_gets_the_next_one_after_a_while()
    {
        _backbone.Tell(NodeServes.Instance);
        Own(_backbone);
        Peer(_backbone);
        var query = Queries.Of(5);
        _backbone.Tell(new Encode(query, _ranker.Ref));
        _pool.ExpectMsg<Encode>();
        Tell(new EncodeRefused(query.Id, RefusalReason.BackboneUnavailable));
        Assert.Equal(query.Id, _peer.ExpectMsg<EncodeElsewhere>().Id);
        _backbone.Tell(new Encode(Queries.Of(6), _ranker.Ref));
        _peer.ExpectMsg<EncodeElsewhere>();
        _time.Advance(TimeSpan.FromSeconds(1));
        _backbone.Tell(new Encode(Queries.Of(7), _ranker.Ref));
        _pool.ExpectMsg<Encode>();
        AssertQuiet(_backbone, _ranker);
    }

    [Fact]
    public void Whether_a_node_is_drained_its_devices_know_and_one_without_any_is()
    {
        _backbone.Tell(Drain.Instance, _peer.Ref);
        _pool.ExpectMsg<Drain>();
        Assert.Equal(_peer.Ref, _pool.LastSender);
        Start(isFrontEnd: true, pool: null).Tell(Drain.Instance, _peer.Ref);
        _peer.ExpectMsg<Drained>();
    }

    [Fact]
    public void What_waits_when_it_stops_is_refused()
    {
        Own(_backbone);
        var query = Queries.Of(5);
        _backbone.Tell(new Encode(query, _ranker.Ref));
        _backbone.Tell(PoisonPill.Instance);
        Assert.Equal(new EncodeRefused(query.Id, RefusalReason.ShuttingDown), _ranker.ExpectMsg<EncodeRefused>());
    }

    private static SubsystemVerdicts Verdicts(string subsystem, params Query[] queries) => new(
        subsystem,
        [.. queries.Select(query => new Verdict { QueryId = query.Id, Subsystem = subsystem, Kind = VerdictKind.Accept })],
        [.. queries.Select(_ => default(EncodeTimings))]);

    private IActorRef Start(bool isFrontEnd, IActorRef? pool) => Sys.ActorOf(ClusterBackbone.Create(
        new ClusterBackboneSettings { Backbone = Backbone, Readers = ["alarm", "iot"], Pool = pool, IsFrontEnd = isFrontEnd, Cache = null, Hedge = Hedge, MostTokens = 8, VocabularySize = 100 },
        new Random(1), _time, NullLogger.Instance));

    private static void Own(IActorRef backbone) => backbone.Tell(new NodeReported(Self, ActorRefs.Nobody, Report(), IsOwn: true));

    private void Peer(IActorRef backbone, string node = Other, TestProbe? peer = null) => backbone.Tell(new NodeReported(node, (peer ?? _peer).Ref, Report(), IsOwn: false));

    /// <summary>An actor of another node, for what it says.</summary>
    private IActorRef At(string node) => new EmptyLocalActorRef(((ExtendedActorSystem)Sys).Provider, ActorPath.Parse($"{node}/user/subsystems"), Sys.EventStream);

    private static NodeReport Report() => new("n", "", "1.2.3", [], []) { Devices = [new DeviceReport(Backbone, "cpu", 0, 0)], TellsDevices = true };

    private void Tell(params object[] messages)
    {
        foreach (var message in messages) _backbone.Tell(message, _pool.Ref);
    }

    private void AssertQuiet(IActorRef backbone, TestProbe probe)
    {
        backbone.Tell(new Identify("handled"), TestActor);
        ExpectMsg<ActorIdentity>();
        probe.ExpectNoMsg(TimeSpan.Zero);
    }
}
