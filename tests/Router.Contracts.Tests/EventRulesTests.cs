using System.Text.Json;

namespace Router.Contracts.Tests;

public sealed class EventRulesTests
{
    private static readonly RoutingLimits Limits = new()
    {
        MaxTextLength = 64,
        MaxInFlight = 16,
        DefaultTimeout = TimeSpan.FromSeconds(1),
        MinTimeout = TimeSpan.FromMilliseconds(5),
        MaxTimeout = TimeSpan.FromSeconds(10),
    };

    private static readonly Hypothesis Good = new() { UtteranceId = "u", Text = "wake me up" };

    public static TheoryData<SessionStart, string?> Starts => new()
    {
        { new SessionStart(), null },
        { new SessionStart { Language = "zh-CN" }, null },
        { new SessionStart { Language = "!" }, "language" },
        { new SessionStart { ClientId = new string('c', 128) }, null },
        { new SessionStart { ClientId = new string('c', 129) }, "clientId" },
        { new SessionStart { TimeZone = "America/Argentina/ComodRivadavia" }, null },
        { new SessionStart { TimeZone = "Mars/Olympus" }, "timeZone" },
        { new SessionStart { TimeoutMs = 10_000 }, null },
        { new SessionStart { TimeoutMs = 10_001 }, "timeoutMs" },
        { new SessionStart { TimeoutMs = -1 }, "timeoutMs" },
        { new SessionStart { Context = Context(16) }, null },
        { new SessionStart { Context = Context(17) }, "context" },
        { new SessionStart { Context = new Dictionary<string, string> { [new string('k', 64)] = new string('v', 256) } }, null },
        { new SessionStart { Context = new Dictionary<string, string> { [new string('k', 65)] = "v" } }, "context" },
        { new SessionStart { Context = new Dictionary<string, string> { ["k"] = new string('v', 257) } }, "context.k" },
    };

    public static TheoryData<Hypothesis, string?> Hypotheses => new()
    {
        { Good, null },
        { Good with { Text = "" }, null },
        { Good with { Text = "", Final = true }, null },
        { Good with { Text = " \u3000\n", Final = true }, null },
        { Good with { Text = new string(' ', 64) }, null },
        { Good with { Text = new string(' ', 65) }, "text" },
        { Good with { Text = new string('a', 64) }, null },
        { Good with { Text = new string('a', 65) }, "text" },
        { Good with { Text = "\ud800" }, "text" },
        { Good with { Stability = 1, Score = 1 }, null },
        { Good with { Stability = 1.01 }, "stability" },
        { Good with { Stability = -0.01 }, "stability" },
        { Good with { Stability = double.NaN }, "stability" },
        { Good with { Score = 1.01 }, "score" },
        { Good with { Sequence = uint.MaxValue, StartMs = 1, EndMs = 2 }, null },
        { Good with { Sequence = uint.MaxValue + 1L }, "sequence" },
        { Good with { Sequence = -1 }, "sequence" },
        { Good with { StartMs = -1 }, "startMs" },
        { Good with { EndMs = -1 }, "endMs" },
        { Good with { Alternatives = [.. Enumerable.Repeat(new HypothesisAlternative("a", 1), 16)] }, null },
        { Good with { Alternatives = [.. Enumerable.Repeat(new HypothesisAlternative("a", 1), 17)] }, "alternatives" },
        { Good with { Alternatives = [new("a", 2), new(""), null] }, null },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public void A_start_is_checked_on_both_sides_of_each_bound(SessionStart start, string? wrong) =>
        Assert.Equal(wrong, FieldOf(() => EventRules.Check(start, Limits)));

    [Theory]
    [InlineData("", false, null)]
    [InlineData("2026-11-28T23:26:00+01:00", true, null)]
    [InlineData("2026-11-28T23:26:00+01:00", false, "now")]
    [InlineData("2026-11-28T23:26:00", true, "now")]
    public void A_start_says_when_it_is_only_where_that_is_allowed(string now, bool allowed, string? wrong) =>
        Assert.Equal(wrong, FieldOf(() => EventRules.Check(new SessionStart { Now = now }, Limits with { AllowNow = allowed })));

    [Theory]
    [MemberData(nameof(Hypotheses))]
    public void A_hypothesis_is_checked_on_both_sides_of_each_bound(Hypothesis hypothesis, string? wrong) =>
        Assert.Equal(wrong, FieldOf(() => EventRules.Check(hypothesis, Limits)));

    [Theory]
    [MemberData(nameof(Starts))]
    public void An_error_names_a_field_of_a_start_as_its_client_writes_it(SessionStart start, string? wrong) =>
        Assert.Equal(InProtobuf(wrong), FieldOf(() => EventRules.Check(start with { Naming = JsonNamingPolicy.SnakeCaseLower }, Limits)));

    [Theory]
    [MemberData(nameof(Hypotheses))]
    public void An_error_names_a_field_of_a_hypothesis_as_its_client_writes_it(Hypothesis hypothesis, string? wrong) =>
        Assert.Equal(InProtobuf(wrong), EventRules.ProblemOf(hypothesis with { Naming = JsonNamingPolicy.SnakeCaseLower }, Limits)?.Field);

    [Fact]
    public void An_utterance_id_is_named_as_its_client_writes_it()
    {
        var nameless = new Hypothesis();
        Assert.Equal("utteranceId", EventRules.ProblemOf(nameless, Limits)?.Field);
        Assert.Equal("utterance_id", EventRules.ProblemOf(nameless with { Naming = JsonNamingPolicy.SnakeCaseLower }, Limits)?.Field);
    }

    [Fact]
    public void Alternatives_that_are_empty_or_invalid_are_passed_over_and_the_others_keep_their_places()
    {
        HypothesisAlternative?[] usable = [new("a"), new(new string('a', 64), 1)];
        HypothesisAlternative?[] bad =
            [null, new(""), new(" "), new(null), new("\ud800"), new(new string('a', 65)), new("a", 1.01), new("a", -0.01), new("a", double.NaN)];
        var hypothesis = EventRules.WithoutBadAlternatives(Good with { Alternatives = [.. bad, .. usable, null] }, Limits);

        Assert.Equal([.. bad.Select(_ => (HypothesisAlternative?)null), .. usable, null], hypothesis.Alternatives);
        var clean = Good with { Alternatives = usable };
        Assert.Same(clean, EventRules.WithoutBadAlternatives(clean, Limits));
    }

    [Theory]
    [InlineData(0, "utteranceId")]
    [InlineData(1, null)]
    [InlineData(64, null)]
    [InlineData(65, "utteranceId")]
    public void An_utterance_id_has_1_to_64_units(int length, string? wrong) =>
        Assert.Equal(wrong, FieldOf(() => EventRules.CheckUtteranceId(new Hypothesis(new string('u', length)))));

    private static Dictionary<string, string> Context(int entries) => Enumerable.Range(0, entries).ToDictionary(i => $"k{i}", i => "v");

    private static string? InProtobuf(string? field) => field switch
    {
        "clientId" => "client_id",
        "timeZone" => "time_zone",
        "timeoutMs" => "timeout_ms",
        "startMs" => "start_ms",
        "endMs" => "end_ms",
        _ => field,
    };

    private static string? FieldOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (InvalidRequestException invalid)
        {
            return invalid.Field;
        }
    }
}
