namespace Router.Contracts.Tests;

public sealed class TextRemarksTests
{
    private static readonly WordRemark[] Words = [new(0, 3, -0.5), new(4, 7, 0.25), new(8, 11, -0.25), new(12, 19, 0.375)];

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(4, 7, true)]
    [InlineData(4, 11, true)]
    [InlineData(0, 7, false)]
    [InlineData(8, 19, true)]
    [InlineData(0, 19, false)]
    [InlineData(5, 6, true)]
    [InlineData(3, 4, false)]
    public void A_slot_is_an_exception_when_the_mean_of_its_words_is(int start, int end, bool excluded)
    {
        var slot = new Slot("house_place", start, end, "", 1);
        var decision = new TextRemarks(Guid.Empty, Negated: false, Words).On(Decision(DecisionOutcome.Routed) with
        {
            Slots = [slot],
            Alternatives = [new Alternative("iot", "on", 0.1, [slot])],
        });
        Assert.Equal(excluded, decision.Slots[0].Excluded);
        Assert.Equal(excluded, decision.Alternatives[0].Slots[0].Excluded);
        Assert.False(decision.Negated);
    }

    [Theory]
    [InlineData(DecisionOutcome.Routed, true)]
    [InlineData(DecisionOutcome.Ambiguous, true)]
    [InlineData(DecisionOutcome.OutOfScope, false)]
    public void What_is_nobodys_is_not_forbidden(DecisionOutcome outcome, bool negated) =>
        Assert.Equal(negated, new TextRemarks(Guid.Empty, Negated: true, []).On(Decision(outcome)).Negated);

    [Fact]
    public void Decisions_tell_it_in_json_only_where_it_is_so()
    {
        var decision = Decision(DecisionOutcome.Multiple) with
        {
            Slots = [new Slot("a", 0, 1, "x", 1), new Slot("a", 0, 1, "x", 1) { Excluded = true }],
            Parts = [new DecisionPart(0, 1, "x", "iot", "on", [], 1), new DecisionPart(0, 1, "x", "iot", "on", [], 1) { Negated = true }],
        };
        var json = System.Text.Json.JsonSerializer.Serialize(decision, WireJson.Decision);
        Assert.Equal((1, 1), (Count(json, "\"negated\":true"), Count(json, "\"negated\"")));
        Assert.Equal((1, 1), (Count(json, "\"excluded\":true"), Count(json, "\"excluded\"")));
        Assert.Contains("\"negated\":true,\"slots\"", System.Text.Json.JsonSerializer.Serialize(decision with { Negated = true }, WireJson.Decision), StringComparison.Ordinal);

        static int Count(string text, string part) => text.Split(part).Length - 1;
    }

    [Fact]
    public void Decisions_tell_it_in_protobuf()
    {
        var decision = Decision(DecisionOutcome.Multiple) with
        {
            Negated = true,
            Slots = [new Slot("a", 0, 1, "x", 1) { Excluded = true }],
            Parts = [new DecisionPart(0, 1, "x", "iot", "on", [], 1) { Negated = true }],
        };
        var back = ProtocolFormat.FromProtocol(ProtocolFormat.ToProtocol(decision));
        Assert.True(back is { Negated: true, Slots: [{ Excluded: true }], Parts: [{ Negated: true }] });
    }

    private static RouteDecision Decision(DecisionOutcome outcome) => new(Guid.Empty) { Text = "all but the kitchen", Outcome = outcome };
}
