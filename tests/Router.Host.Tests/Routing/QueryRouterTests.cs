using System.Text.RegularExpressions;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Host.Routing;
using Router.Language.Cutting;
using Router.Language.Tests.Cutting;

namespace Router.Host.Tests.Routing;

public sealed class QueryRouterTests : TestKit
{
    internal static readonly RoutingLimits Limits = new()
    {
        MaxTextLength = 10,
        MaxInFlight = 2,
        DefaultTimeout = TimeSpan.FromSeconds(20),
        MinTimeout = TimeSpan.FromMilliseconds(5),
        MaxTimeout = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public async Task A_query_is_registered_with_its_ranker_and_handed_to_the_backbone()
    {
        var (ranker, backbone) = (CreateTestProbe(), CreateTestProbe());
        var router = Router(ranker, backbone);

        var routing = router.RouteAsync(new RouteRequest("ab") { Priority = QueryPriority.High }, CancellationToken.None);
        var registered = ranker.ExpectMsg<RankQuery>();
        var encode = backbone.ExpectMsg<Encode>();
        ranker.Reply(new RouteDecision(registered.Query.Id) { Text = "ab", Outcome = DecisionOutcome.OutOfScope });

        Assert.Same(registered.Query, encode.Query);
        Assert.Equal(ranker.Ref, encode.Ranker);
        Assert.Equal("ab", encode.Query.Text.Text);
        Assert.Equal(QueryPriority.High, encode.Query.Priority);
        Assert.Equal(Limits.DefaultTimeout, encode.Query.Deadline - encode.Query.AcceptedAt);
        Assert.Equal(7, encode.Query.Id.Version);
        Assert.Equal(encode.Query.Id, (await routing).QueryId);
        Assert.Equal(0, router.InFlight);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \t\u3000", "white space")]
    [InlineData("12345678901", "at most 10")]
    // Doubly escaped: a test's name cannot hold what is not valid Unicode.
    [InlineData("a\\uD800b", "U+D800 at 1")]
    [InlineData("a\\uDC00", "U+DC00 at 1")]
    [InlineData("😀\\uD83D", "U+D83D at 2")]
    public async Task A_text_that_cannot_be_routed_is_refused_with_the_name_of_its_field(string text, string problem)
    {
        var backbone = CreateTestProbe();
        var router = Router(CreateTestProbe(), backbone);

        var invalid = await Assert.ThrowsAsync<InvalidRequestException>(
            () => router.RouteAsync(new RouteRequest(Regex.Unescape(text)) { Field = "texts[3]" }, CancellationToken.None));

        Assert.Equal("texts[3]", invalid.Field);
        Assert.Contains(problem, invalid.Message, StringComparison.Ordinal);
        Assert.Equal(0, router.InFlight);
    }

    [Theory]
    [InlineData("1234567890")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷")]
    public void A_text_of_exactly_the_longest_length_is_taken(string text)
    {
        var ranker = CreateTestProbe();

        _ = Router(ranker, CreateTestProbe()).RouteAsync(new RouteRequest(text), CancellationToken.None);

        Assert.Equal(text, ranker.ExpectMsg<RankQuery>().Query.Text.Text);
    }

    [Theory]
    [InlineData(4.9)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_query_with_too_little_time_is_refused_at_once(double milliseconds)
    {
        var router = Router(CreateTestProbe(), CreateTestProbe());

        var result = await router.RouteAsync(
            new RouteRequest("a") { Timeout = TimeSpan.FromMilliseconds(milliseconds) }, CancellationToken.None);

        Assert.Equal(RefusalReason.DeadlineExceeded, Assert.IsType<RouteRefused>(result).Reason);
    }

    [Fact]
    public async Task A_query_may_ask_for_the_longest_time_and_not_for_more()
    {
        var ranker = CreateTestProbe();
        var router = Router(ranker, CreateTestProbe());

        _ = router.RouteAsync(new RouteRequest("a") { Timeout = Limits.MaxTimeout }, CancellationToken.None);
        var query = ranker.ExpectMsg<RankQuery>().Query;
        var invalid = await Assert.ThrowsAsync<InvalidRequestException>(() => router.RouteAsync(
            new RouteRequest("a") { Timeout = Limits.MaxTimeout + TimeSpan.FromMilliseconds(1) }, CancellationToken.None));

        Assert.Equal(Limits.MaxTimeout, query.Deadline - query.AcceptedAt);
        Assert.Equal("timeoutMs", invalid.Field);
    }

    [Fact]
    public async Task A_query_over_the_bound_of_queries_under_way_is_refused_with_a_hint_and_one_fewer_is_taken()
    {
        var ranker = CreateTestProbe();
        var router = Router(ranker, CreateTestProbe());
        var first = router.RouteAsync(new RouteRequest("1"), CancellationToken.None);
        var one = ranker.ExpectMsg<RankQuery>();
        var answerFirst = ranker.LastSender;
        _ = router.RouteAsync(new RouteRequest("2"), CancellationToken.None);
        ranker.ExpectMsg<RankQuery>();

        var third = Assert.IsType<RouteRefused>(await router.RouteAsync(new RouteRequest("3"), CancellationToken.None));
        answerFirst.Tell(new RouteRefused(one.Query.Id, RefusalReason.BackboneUnavailable));
        await first;
        _ = router.RouteAsync(new RouteRequest("4"), CancellationToken.None);

        Assert.Equal(RefusalReason.QueueFull, third.Reason);
        Assert.True(third.RetryAfter > TimeSpan.Zero);
        Assert.Equal("4", ranker.ExpectMsg<RankQuery>().Query.Text.Text);
        Assert.Equal(2, router.InFlight);
    }

    [Fact]
    public async Task A_text_that_may_be_cut_weighs_as_much_as_the_queries_that_it_becomes()
    {
        const string text = "lights off and music on";
        var ranker = CreateTestProbe();
        var router = CuttingRouter(ranker, maxInFlight: 4);

        var cut = router.RouteAsync(new RouteRequest(text), CancellationToken.None);
        Assert.Equal(3, router.InFlight);
        var again = Assert.IsType<RouteRefused>(await router.RouteAsync(new RouteRequest(text), CancellationToken.None));
        var whole = router.RouteAsync(new RouteRequest(text) { MayBeCut = false }, CancellationToken.None);
        var inFlight = router.InFlight;
        for (var i = 0; i < 4; i++) Decide(ranker.ExpectMsg<RankQuery>().Query, ranker.LastSender);
        await Task.WhenAll(cut, whole);

        Assert.Equal((RefusalReason.QueueFull, 4, 0), (again.Reason, inFlight, router.InFlight));
    }

    [Fact]
    public async Task Texts_of_one_request_wait_in_their_window_and_all_are_decided_within_the_bound()
    {
        var ranker = Sys.ActorOf(Props.Create(() => new CountingRanker()));
        var router = CuttingRouter(ranker, maxInFlight: 16);
        var window = router.OpenWindow();
        var texts = Enumerable.Range(0, 256).Select(i => $"lights {i} off and then play jazz and wake me and call tom").ToArray();

        var results = await Task.WhenAll(texts.Select(text => router.RouteAsync(
            new RouteRequest(text) { Timeout = Limits.MaxTimeout }, window, CancellationToken.None)));

        Assert.Equal(texts, results.Select(result => Assert.IsType<RouteDecision>(result).Text));
        Assert.Equal(0, router.InFlight);
        var (most, all) = await ranker.Ask<(int Most, int All)>("count");
        Assert.InRange(most, 10, 16);
        Assert.Equal(2560, all);
    }

    [Fact]
    public async Task A_text_that_waits_too_long_is_out_of_time_and_leaves_what_it_needs_to_be_decided()
    {
        var router = CuttingRouter(CreateTestProbe(), maxInFlight: 1);
        _ = router.RouteAsync(new RouteRequest("1"), CancellationToken.None);

        var late = await router.RouteAsync(
            new RouteRequest("2") { Timeout = TimeSpan.FromMilliseconds(20) }, router.OpenWindow(), CancellationToken.None);

        Assert.Equal(RefusalReason.DeadlineExceeded, Assert.IsType<RouteRefused>(late).Reason);
        Assert.Equal(1, router.InFlight);
    }

    [Fact]
    public void A_text_that_was_tokenised_before_is_neither_checked_nor_tokenised_again()
    {
        var ranker = CreateTestProbe();
        var tokens = Texts.Tokenize("longer than the longest text");
        var router = new QueryRouter(OneBackbone.Pieces(_ => throw new InvalidOperationException("tokenised again")), OneBackbone.At(CreateTestProbe()), [ranker.Ref], Limits, TimeProvider.System);

        _ = router.RouteAsync(new RouteRequest(tokens.Text) { Tokens = tokens }, CancellationToken.None);

        Assert.Same(tokens, ranker.ExpectMsg<RankQuery>().Query.Text);
    }

    [Theory]
    [InlineData(100, 1, 64, 64)]
    [InlineData(100, 2, 64, 100)]
    [InlineData(128, 2, 64, 128)]
    [InlineData(129, 2, 64, 128)]
    [InlineData(1000000, 64, 1000000, 1000000)]
    public void No_more_is_let_in_than_the_devices_hold(int configured, int devices, int capacity, int expected)
    {
        using var deployment = new Configuration.DeploymentFolder();
        RouterSettings settings = deployment.Load(
            $"router.limits.max-in-flight={configured}", $"router.backbone-defaults.queue-capacity={capacity}",
            $"router.backbone-defaults.devices=[{string.Join(',', Enumerable.Repeat("cpu", devices))}]").Settings;
        Assert.Equal(expected, RouterNode.LimitsOf(settings).MaxInFlight);
    }

    [Fact]
    public void Of_several_backbones_the_one_that_holds_least_counts()
    {
        using var deployment = new Configuration.DeploymentFolder(
            "router.backbones { a { version = 1.0.0, queue-capacity = 300, devices = [cpu, cpu] }, b { version = 1.0.0, queue-capacity = 500 } }");
        Assert.Equal(500, RouterNode.LimitsOf(deployment.Load().Settings).MaxInFlight);
    }

    [Theory]
    [InlineData("front-end, subsystem", "on", 2048)]
    [InlineData("front-end, backbone", "on", 64)]
    [InlineData("front-end, subsystem", "off", 64)]
    public void A_front_end_whose_queries_others_encode_lets_in_what_is_configured(string roles, string enabled, int expected)
    {
        using var deployment = new Configuration.DeploymentFolder();
        RouterSettings settings = deployment.Load(
            "router.limits.max-in-flight=2048", "router.backbone-defaults.queue-capacity=64", $"router.cluster.roles=[{roles}]", $"router.cluster.enabled={enabled}").Settings;
        Assert.Equal(expected, RouterNode.LimitsOf(settings).MaxInFlight);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_no_answer_and_its_query_is_cancelled_everywhere()
    {
        var (ranker, backbone) = (CreateTestProbe(), CreateTestProbe());
        var router = Router(ranker, backbone);
        using var caller = new CancellationTokenSource();

        var routing = router.RouteAsync(new RouteRequest("a"), caller.Token);
        var query = ranker.ExpectMsg<RankQuery>().Query;
        backbone.ExpectMsg<Encode>();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => routing);
        Assert.Equal(new CancelQuery(query.Id), ranker.ExpectMsg<CancelQuery>());
        Assert.Equal(new CancelQuery(query.Id), backbone.ExpectMsg<CancelQuery>());
        Assert.Equal(0, router.InFlight);
    }

    [Fact]
    public async Task A_query_whose_ranker_never_answers_runs_out_of_time()
    {
        var router = Router(CreateTestProbe(), CreateTestProbe());

        var result = await router.RouteAsync(new RouteRequest("a") { Timeout = TimeSpan.FromMilliseconds(5) }, CancellationToken.None);

        Assert.Equal(RefusalReason.DeadlineExceeded, Assert.IsType<RouteRefused>(result).Reason);
        Assert.Equal(0, router.InFlight);
    }

    [Fact]
    public async Task A_draining_router_refuses_new_queries_and_waits_for_those_under_way()
    {
        var ranker = CreateTestProbe();
        var router = Router(ranker, CreateTestProbe());
        var first = router.RouteAsync(new RouteRequest("1"), CancellationToken.None);
        var one = ranker.ExpectMsg<RankQuery>();

        var draining = router.DrainAsync(TimeSpan.FromSeconds(20));
        var second = Assert.IsType<RouteRefused>(await router.RouteAsync(new RouteRequest("2"), CancellationToken.None));
        var waited = !draining.IsCompleted;
        ranker.Reply(new RouteRefused(one.Query.Id, RefusalReason.DeadlineExceeded));
        var left = await draining;

        Assert.True(waited);
        Assert.Equal(RefusalReason.ShuttingDown, second.Reason);
        Assert.Equal(0, left);
        Assert.Equal(one.Query.Id, (await first).QueryId);
    }

    [Fact]
    public async Task A_drain_that_takes_too_long_says_how_many_queries_are_left()
    {
        var ranker = CreateTestProbe();
        var router = Router(ranker, CreateTestProbe());
        _ = router.RouteAsync(new RouteRequest("1"), CancellationToken.None);
        ranker.ExpectMsg<RankQuery>();

        Assert.Equal(1, await router.DrainAsync(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0, "iot", false)]
    [InlineData(2000, "", false)]
    [InlineData(2000, "iot", true)]
    public async Task A_node_that_stood_still_refuses_what_it_would_decide_without_a_subsystem(int stoodStillMs, string missing, bool isRefused)
    {
        var (ranker, clock) = (CreateTestProbe(), new FakeTimeProvider());
        using var standstills = new Standstills(clock);
        var router = new QueryRouter(OneBackbone.Pieces(Texts.Tokenize), OneBackbone.At(CreateTestProbe()), [ranker.Ref], Limits, TimeProvider.System) { Standstills = standstills };

        var asked = router.RouteAsync(new RouteRequest("1"), CancellationToken.None);
        var query = (await ranker.ExpectMsgAsync<RankQuery>()).Query;
        clock.Advance(TimeSpan.FromMilliseconds(stoodStillMs));
        ranker.Reply(new RouteDecision(query.Id) { Text = query.Text.Text, Outcome = DecisionOutcome.OutOfScope, Partial = missing.Length > 0, Missing = missing.Length > 0 ? [missing] : [] });

        Assert.Equal(isRefused, await asked is RouteRefused { Reason: RefusalReason.ShuttingDown });
        Assert.Equal(0, router.InFlight);
    }

    [Fact]
    public void Queries_are_spread_over_all_rankers()
    {
        var rankers = new[] { CreateTestProbe(), CreateTestProbe() };
        var limits = Limits with { MaxInFlight = 64 };
        var router = new QueryRouter(OneBackbone.Pieces(Tokenize), OneBackbone.At(CreateTestProbe()), [.. rankers.Select(probe => probe.Ref)], limits, TimeProvider.System);

        for (var i = 0; i < limits.MaxInFlight; i++) _ = router.RouteAsync(new RouteRequest("a"), CancellationToken.None);

        Assert.All(rankers, probe => probe.ExpectMsg<RankQuery>());
    }

    private QueryRouter CuttingRouter(IActorRef ranker, int maxInFlight)
    {
        var cutting = new CuttingSettings { Version = "", Package = "", MaxParts = 4, MinWords = 2, MinProbability = 0.5, MaxAlternatives = 2 };
        var limits = Limits with { MaxTextLength = 100, MaxInFlight = maxInFlight };
        return new QueryRouter(OneBackbone.Pieces(Texts.Tokenize), OneBackbone.At(CreateTestProbe()), [ranker], limits, TimeProvider.System)
        {
            Commands = new CommandRouting(cutting, new CutModel(0, new double[CutFeatures.Names.Length]), OneBackbone.Pieces(Texts.Tokenize), maxInFlight),
        };
    }

    private static void Decide(Query query, IActorRef asker) =>
        asker.Tell(new RouteDecision(query.Id) { Text = query.Text.Text, Outcome = DecisionOutcome.OutOfScope });

    /// <summary>Decides each query a moment later, and counts how many it had at once.</summary>
    private sealed class CountingRanker : ReceiveActor
    {
        private int _now;
        private int _most;
        private int _all;

        public CountingRanker()
        {
            Receive<RankQuery>(message =>
            {
                _all++;
                _most = Math.Max(_most, ++_now);
                Self.Forward(message.Query);
            });
            Receive<Query>(query =>
            {
                _now--;
                Decide(query, Sender);
            });
            Receive<string>(_ => Sender.Tell((_most, _all)));
        }
    }

    private static QueryRouter Router(TestProbe ranker, TestProbe backbone) =>
        new(OneBackbone.Pieces(Tokenize), OneBackbone.At(backbone), [ranker.Ref], Limits, TimeProvider.System);

    private static TokenizedText Tokenize(string text) => new(text, ReadOnlyMemory<Token>.Empty, truncated: false);
}
