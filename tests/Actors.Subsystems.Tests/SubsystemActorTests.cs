using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Subsystems.Tests;

public sealed class SubsystemActorTests : TestKit
{
    private const string Config = """
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        """;

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TestProbe _ranker;

    public SubsystemActorTests()
        : base(Config) => _ranker = CreateTestProbe("ranker");

    [Fact]
    public void Every_query_of_a_batch_gets_its_verdict_at_its_own_ranker()
    {
        var other = CreateTestProbe("other");
        var batch = Batch(_ranker.Ref, other.Ref, _ranker.Ref);
        var region = Region(Accept);

        region.Tell(batch, ActorRefs.NoSender);

        var mine = _ranker.ExpectMsg<SubsystemVerdicts>();
        var others = other.ExpectMsg<SubsystemVerdicts>();
        Assert.Equal([batch.Batch.Queries[0].Query.Id, batch.Batch.Queries[2].Query.Id], mine.Verdicts.Select(verdict => verdict.QueryId));
        Assert.Equal([0.0, 2.0], mine.Timings.Select(timings => timings.QueueMs));
        Assert.Equal(batch.Batch.Queries[1].Query.Id, Assert.Single(others.Verdicts).QueryId);
    }

    [Fact]
    public void The_states_are_released_after_the_verdicts()
    {
        var batch = Batch(_ranker.Ref);
        Region(Accept).Tell(batch, ActorRefs.NoSender);
        _ranker.ExpectMsg<SubsystemVerdicts>();
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => batch.Batch.States.Retain().Release()));
    }

    [Fact]
    public void A_batch_that_is_wholly_overdue_is_not_judged()
    {
        var judged = 0;
        var region = Region(
            batch =>
            {
                judged++;
                return Accept(batch);
            },
            now: Start.AddSeconds(1));
        var late = Batch(_ranker.Ref);
        region.Tell(late, ActorRefs.NoSender);
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => late.Batch.States.Retain().Release()));
        _ranker.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(0, judged);
    }

    [Fact]
    public void A_head_that_fails_says_so_to_the_rankers_and_judges_the_next_batch()
    {
        var fail = true;
        var region = Region(batch => fail ? throw new InvalidOperationException("broken head") : Accept(batch));
        var first = Batch(_ranker.Ref, _ranker.Ref);

        region.Tell(first, ActorRefs.NoSender);

        var unavailable = _ranker.ExpectMsg<SubsystemUnavailable>();
        Assert.Equal("alarm", unavailable.Subsystem);
        Assert.Equal(first.Batch.Queries.Select(query => query.Query.Id), unavailable.QueryIds);
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => first.Batch.States.Retain().Release()));
        fail = false;
        region.Tell(Batch(_ranker.Ref), ActorRefs.NoSender);
        _ranker.ExpectMsg<SubsystemVerdicts>();
    }

    private IActorRef Region(JudgeBatch judge, DateTimeOffset? now = null) => SubsystemRegion.Start(
        Sys,
        new Dictionary<string, JudgeBatch>(StringComparer.Ordinal) { ["alarm"] = judge },
        new FakeTimeProvider(now ?? Start),
        NullLogger.Instance);

    private static Verdict[] Accept(EncodedBatch batch) =>
        [.. batch.Queries.Select(query => new Verdict { QueryId = query.Query.Id, Subsystem = "alarm", Kind = VerdictKind.Accept })];

    private static SubsystemBatch Batch(params IActorRef[] rankers)
    {
        var queries = rankers.Select((ranker, row) => new EncodedQuery(
            new Query(
                Guid.CreateVersion7(),
                new TokenizedText("hi", ReadOnlyMemory<Token>.Empty, truncated: false),
                QueryPriority.Normal,
                Start,
                Start.AddSeconds(1)),
            ranker,
            new EncodeTimings(row, 1))).ToArray();
        var states = new HostLayerStates(
            queries.Length,
            1,
            new long[queries.Length],
            new long[queries.Length],
            new Dictionary<int, ReadOnlyMemory<float>> { [6] = new float[queries.Length] });
        return new SubsystemBatch("alarm", 6, new EncodedBatch(queries, states));
    }
}
