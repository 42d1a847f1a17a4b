using Actors.Subsystems.Shards;
using Akka.TestKit;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>Batches between two nodes whose clocks differ.</summary>
public sealed class BatchCarrierTests : TestKit
{
    private const int Tap = 6;
    private const int Hidden = 4;

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _here = new(Start);
    private readonly FakeTimeProvider _there = new(Start.AddHours(-5));
    private readonly TestProbe _peer;
    private readonly TestProbe _replica;
    private readonly BatchCarrier _sender;
    private readonly BatchCarrier _receiver;

    public BatchCarrierTests()
    {
        (_peer, _replica) = (CreateTestProbe(), CreateTestProbe());
        var replicas = new LocalReplicas();
        replicas.Add(new ReplicaId("alarm", 0), _replica.Ref);
        _sender = Carrier("here", new LocalReplicas(), new Dictionary<string, IActorRef> { ["there"] = _peer.Ref }, _here);
        _receiver = Carrier("there", replicas, new Dictionary<string, IActorRef>(), _there);
    }

    [Theory]
    [InlineData(700)]
    [InlineData(-1)]
    public void A_deadline_is_as_far_away_on_the_other_node_as_it_was_when_the_states_left(int milliseconds)
    {
        var batch = Batch(rows: 2, TimeSpan.FromMilliseconds(1000));
        _here.Advance(TimeSpan.FromMilliseconds(1000 - milliseconds));
        Assert.True(_sender.Ask("there", ["alarm"], batch));
        _receiver.Judge(_peer.ExpectMsg<EncodedStates>(), TestActor);
        var judged = _replica.ExpectMsg<EncodedBatch>();
        Assert.All(judged.Queries, query => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), query.Query.Deadline - _there.GetUtcNow()));
        Assert.Equal(batch.Queries.Select(query => query.Query.Id), judged.Queries.Select(query => query.Query.Id));
    }

    [Fact]
    public void What_a_node_of_another_version_asks_for_and_this_one_does_not_have_is_said_to_be_unavailable()
    {
        var batch = Batch(rows: 2, TimeSpan.FromSeconds(1));
        Assert.True(_sender.Ask("there", ["alarm", "weather"], batch));
        _receiver.Judge(_peer.ExpectMsg<EncodedStates>(), TestActor);
        var refused = ExpectMsg<SubsystemUnavailable>();
        Assert.Equal("weather", refused.Subsystem);
        Assert.Equal(batch.Queries.Select(query => query.Query.Id), refused.QueryIds);
        Assert.Equal(2, _replica.ExpectMsg<EncodedBatch>().Queries.Count);
    }

    [Fact]
    public void Above_the_bound_nothing_is_sent()
    {
        // A row has two tokens of 2 * Hidden bytes.
        var rowBytes = 2 * Hidden * sizeof(ushort);
        Assert.True(_sender.Ask("there", ["alarm"], Batch(Most / rowBytes, TimeSpan.FromSeconds(1))));
        _peer.ExpectMsg<EncodedStates>();
        Assert.False(_sender.Ask("there", ["alarm"], Batch(rows: 1, TimeSpan.FromSeconds(1))));
        _here.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_sender.Ask("there", ["alarm"], Batch(rows: 1, TimeSpan.FromSeconds(1))));
        Assert.Single(_peer.ExpectMsg<EncodedStates>().Queries);
    }

    [Fact]
    public void A_batch_of_long_texts_goes_in_several_messages_that_fit()
    {
        var batch = Batch(rows: 8, TimeSpan.FromSeconds(1), new string('明', 100_000));
        Assert.True(_sender.Ask("there", ["alarm"], batch));
        var pieces = Enumerable.Range(0, 3).Select(_ => _peer.ExpectMsg<EncodedStates>().Queries).ToList();
        // Three bytes for each character: three of them fit into a message, and no fourth.
        Assert.Equal([3, 3, 2], pieces.Select(piece => piece.Count));
        Assert.Equal(batch.Queries.Select(query => query.Query.Id), pieces.SelectMany(piece => piece).Select(query => query.Id));
    }

    [Fact]
    public void A_node_that_has_not_said_where_it_is_is_not_asked() =>
        Assert.False(_sender.Ask("elsewhere", ["alarm"], Batch(rows: 1, TimeSpan.FromSeconds(1))));

    private const int Most = 1024;

    private BatchCarrier Carrier(string address, LocalReplicas replicas, IReadOnlyDictionary<string, IActorRef> peers, TimeProvider time) => new(
        TestActor, address, replicas, peers, new[] { "alarm", "weather" }.ToLookup(_ => "", name => new SubsystemDescriptor(name, Tap)), mostBytes: 1 << 20, new UnansweredStates(Most * UnansweredStates.Least, TimeSpan.FromSeconds(1)), time);

    private EncodedBatch Batch(int rows, TimeSpan timeout, string said = "a b")
    {
        var (now, text) = (_here.GetUtcNow(), new TokenizedText(said, new[] { new Token(5, 0, 1, true), new Token(6, 2, 3, true) }, truncated: false));
        var queries = Enumerable.Range(0, rows).Select(_ => new EncodedQuery(new Query(Guid.CreateVersion7(), text, QueryPriority.Normal, now, now + timeout), ActorRefs.Nobody, default));
        var states = new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = new float[rows * 2 * Hidden] };
        return new EncodedBatch([.. queries], new HostLayerStates(rows, 2, new long[rows * 2], new long[rows * 2], states));
    }
}
