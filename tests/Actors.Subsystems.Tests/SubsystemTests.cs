using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Subsystems.Tests;

/// <summary>Subsystems of a node that is in no cluster.</summary>
public sealed class LocalSubsystemTests() : SubsystemTests((akka, heads, time) => akka.WithLocalSubsystems(
    heads, () => [.. heads().Keys.Select(name => new SubsystemDescriptor(name, 0))], time, NullLogger.Instance));

/// <summary>Adds the subsystems of a test to its system.</summary>
public delegate void Compose(AkkaConfigurationBuilder akka, Func<IReadOnlyDictionary<string, JudgeBatch>> heads, TimeProvider time);

/// <summary>What holds however a node runs its subsystems; the system is hosted as a node's is.</summary>
public abstract class SubsystemTests : TestKit
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Stage _stage;

    protected SubsystemTests(Compose compose)
        : this(Stage.Create(compose))
    {
    }

    private SubsystemTests(Stage stage)
        : base(stage.Host.Services.GetRequiredService<ActorSystem>()) => _stage = stage;

    protected IActorRef Subsystems => ActorRegistry.For(Sys).Get<SubsystemActor>();

    protected TestProbe Ranker => field ??= CreateTestProbe("ranker");

    private JudgeBatch Judge { set => _stage.Judge = value; }

    protected override void AfterAll()
    {
        base.AfterAll();
        _stage.Host.Dispose();
    }

    [Fact]
    public void Every_query_of_a_batch_gets_its_verdict_at_its_own_ranker()
    {
        var other = CreateTestProbe("other");
        var batch = Batch(Ranker.Ref, other.Ref, Ranker.Ref);
        Subsystems.Tell(batch, ActorRefs.NoSender);

        var mine = Ranker.ExpectMsg<SubsystemVerdicts>();
        var others = other.ExpectMsg<SubsystemVerdicts>();
        Assert.Equal([batch.Queries[0].Query.Id, batch.Queries[2].Query.Id], mine.Verdicts.Select(verdict => verdict.QueryId));
        Assert.Equal([0.0, 2.0], mine.Timings.Select(timings => timings.QueueMs));
        Assert.Equal(batch.Queries[1].Query.Id, Assert.Single(others.Verdicts).QueryId);
    }

    [Fact]
    public void The_states_are_released_after_the_verdicts()
    {
        var batch = Batch(Ranker.Ref);
        Subsystems.Tell(batch, ActorRefs.NoSender);
        Ranker.ExpectMsg<SubsystemVerdicts>();
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => batch.States.Retain().Release()));
    }

    [Fact]
    public void A_batch_that_is_wholly_overdue_is_not_judged()
    {
        var judged = 0;
        Judge = batch =>
        {
            judged++;
            return Accept(batch);
        };
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        var late = Batch(Ranker.Ref);
        Subsystems.Tell(late, ActorRefs.NoSender);
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => late.States.Retain().Release()));
        Ranker.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(0, judged);
    }

    [Fact]
    public void Heads_do_not_run_on_the_default_dispatcher()
    {
        var thread = "";
        Judge = batch =>
        {
            thread = Thread.CurrentThread.Name ?? "";
            return Accept(batch);
        };
        Subsystems.Tell(Batch(Ranker.Ref), ActorRefs.NoSender);
        Ranker.ExpectMsg<SubsystemVerdicts>();
        Assert.Contains("subsystem-dispatcher", thread, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_fails_says_so_to_the_rankers_and_judges_the_next_batch()
    {
        var fail = true;
        Judge = batch => fail ? throw new InvalidOperationException("broken head") : Accept(batch);
        var first = Batch(Ranker.Ref, Ranker.Ref);

        Subsystems.Tell(first, ActorRefs.NoSender);

        var unavailable = Ranker.ExpectMsg<SubsystemUnavailable>();
        Assert.Equal("alarm", unavailable.Subsystem);
        Assert.Equal(first.Queries.Select(query => query.Query.Id), unavailable.QueryIds);
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => first.States.Retain().Release()));
        fail = false;
        Subsystems.Tell(Batch(Ranker.Ref), ActorRefs.NoSender);
        Ranker.ExpectMsg<SubsystemVerdicts>();
    }

    [Fact]
    public void A_subsystem_judges_only_the_queries_that_it_is_asked_for()
    {
        var batch = Batch(Ranker.Ref, Ranker.Ref, Ranker.Ref, Ranker.Ref);
        var (own, other) = (new SubsystemRoster(["alarm", "iot"]), new SubsystemRoster(["iot"]));
        SubsystemRoster?[] asked = [other, own, null, other];
        int[] rows = [];
        Judge = seen =>
        {
            rows = [.. seen.States.Layer(6).ToArray().Select(value => (int)value)];
            return Accept(seen);
        };

        Subsystems.Tell(batch with { Queries = [.. batch.Queries.Select((query, row) => query with { Asked = asked[row] })] }, ActorRefs.NoSender);

        var verdicts = Ranker.ExpectMsg<SubsystemVerdicts>();
        Assert.Equal([1, 2], rows);
        Assert.Equal(batch.Queries.Skip(1).Take(2).Select(query => query.Query.Id), verdicts.Verdicts.Select(verdict => verdict.QueryId));
        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => batch.States.Retain().Release()));
    }

    [Fact]
    public void A_batch_that_asks_nothing_of_a_subsystem_is_let_go()
    {
        var batch = Batch(Ranker.Ref);
        Judge = _ => throw new InvalidOperationException("not asked");

        Subsystems.Tell(batch with { Queries = [batch.Queries[0] with { Asked = new SubsystemRoster(["iot"]) }] }, ActorRefs.NoSender);

        AwaitAssert(() => Assert.Throws<ObjectDisposedException>(() => batch.States.Retain().Release()));
        Judge = Accept;
        Subsystems.Tell(Batch(Ranker.Ref), ActorRefs.NoSender);
        Ranker.ExpectMsg<SubsystemVerdicts>();
    }

    private static Verdict[] Accept(EncodedBatch batch) =>
        [.. batch.Queries.Select(query => new Verdict { QueryId = query.Query.Id, Subsystem = "alarm", Kind = VerdictKind.Accept })];

    internal static EncodedBatch Batch(params IActorRef[] rankers)
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
            new Dictionary<int, ReadOnlyMemory<float>> { [6] = Enumerable.Range(0, queries.Length).Select(row => (float)row).ToArray() });
        return new EncodedBatch(queries, states);
    }

    /// <summary>A host with a system in it, a clock, and a head that a test may change.</summary>
    private sealed class Stage
    {
        public required IHost Host { get; init; }

        public FakeTimeProvider Time { get; } = new(Start);

        public JudgeBatch Judge { get; set; } = Accept;

        public static Stage Create(Compose compose)
        {
            Stage? stage = null;
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
            builder.Services.AddAkka("test", (akka, _) =>
            {
                akka.AddHocon(
                    """
                    akka.actor.subsystem-dispatcher {
                      executor = fork-join-executor
                      fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 2 }
                    }
                    """,
                    HoconAddMode.Prepend);
                compose(akka, () => new Dictionary<string, JudgeBatch>(StringComparer.Ordinal) { ["alarm"] = batch => stage!.Judge(batch) }, stage!.Time);
            });
            stage = new Stage { Host = builder.Build() };
            stage.Host.Start();
            return stage;
        }
    }
}
