using Router.Contracts;
using Router.Language.Cutting;

namespace Router.Language.Tests.Cutting;

public sealed class CutterTests
{
    private const string Text = "turn off the lights and wake me at seven and play some jazz";
    private static readonly CutCandidate First = new(19, 24, ConnectiveKind.Plain);
    private static readonly CutCandidate Second = new(40, 45, ConnectiveKind.Plain);

    [Fact]
    public void Two_places_make_six_segments_the_whole_first()
    {
        var segments = CutReading.SegmentsOf(Text, [First, Second]);

        Assert.Equal(
            [Text, "turn off the lights and wake me at seven", "wake me at seven and play some jazz", "turn off the lights", "wake me at seven", "play some jazz"],
            segments.Select(segment => Text[segment.Start..segment.End]));
        Assert.Equal(segments.Length, CutReading.CountOf(2));
    }

    [Fact]
    public void Parts_that_are_all_sure_are_cut_wherever_they_can_be()
    {
        var parts = Cut(Model(bias: 1), [First, Second], _ => Routed("alarm"));
        Assert.Equal(["turn off the lights", "wake me at seven", "play some jazz"], parts);
    }

    [Fact]
    public void A_place_that_is_more_likely_wrong_than_right_is_not_cut() => Assert.Empty(Cut(Model(bias: -1), [First, Second], _ => Routed("alarm")));

    [Theory]
    [InlineData(DecisionOutcome.OutOfScope)]
    [InlineData(DecisionOutcome.Ambiguous)]
    public void A_part_that_is_not_routed_keeps_the_text_whole(DecisionOutcome outcome) => Assert.Empty(Cut(
        Model(bias: 5), [First],
        text => text.StartsWith("wake", StringComparison.Ordinal) ? Routed("alarm") with { Outcome = outcome } : Routed("iot")));

    [Fact]
    public void A_part_without_a_decision_keeps_the_text_whole() =>
        Assert.Empty(Cut(Model(bias: 5), [First], text => text.StartsWith("wake", StringComparison.Ordinal) ? null : Routed("iot")));

    [Fact]
    public void A_text_is_cut_only_at_the_place_that_is_right()
    {
        var parts = Cut(
            Model(bias: -1, ("other_subsystem", 2)), [First, Second],
            text => Routed(text.StartsWith("turn", StringComparison.Ordinal) ? "iot" : "alarm"));
        Assert.Equal(["turn off the lights", "wake me at seven and play some jazz"], parts);
    }

    [Theory]
    [InlineData(0.73, true)]
    [InlineData(0.74, false)]
    public void The_probability_that_is_asked_for_is_a_bound(double minProbability, bool isCut)
    {
        // Log-odds of 1 are a probability of 0.7311.
        var parts = Cut(Model(bias: 1), [First], _ => Routed("alarm"), minProbability: minProbability);
        Assert.Equal(isCut, parts.Count == 2);
    }

    [Fact]
    public void No_more_parts_are_made_than_allowed() => Assert.Equal(2, Cut(Model(bias: 1), [First, Second], _ => Routed("alarm"), maxParts: 2).Count);

    [Fact]
    public void A_slot_of_the_whole_that_spans_the_place_speaks_against_the_cut()
    {
        var model = Model(bias: 1, ("slot_spans_cut", -2));
        Assert.Empty(Cut(model, [First], text => text.Length > 40 ? Routed("alarm", new Slot("x", 13, 30, "", 1)) : Routed("alarm")));
        Assert.NotEmpty(Cut(model, [First], text => text.Length > 40 ? Routed("alarm", new Slot("x", 13, 19, "", 1)) : Routed("alarm")));
    }

    [Theory]
    [InlineData("lights off, play jazz", "left_words", 1)]
    [InlineData("lights off, play me some jazz", "right_words", 2)]
    [InlineData("lights off at 7.30, play jazz", "left_words", 2.3219280948873622)]
    [InlineData("关灯, 来首 jazz 听", "left_words", 1)]
    [InlineData("关灯, 来首 jazz 听", "right_words", 2)]
    [InlineData("lights off, play jazz", "pause", 1)]
    [InlineData("lights off and play jazz", "pause", 0)]
    [InlineData("lights off, and then play jazz", "pause", 1)]
    [InlineData("lights off, and then play jazz", "sequel", 1)]
    [InlineData("lights off, play jazz", "left_opens", 0)]
    [InlineData("turn off the lights, play jazz", "left_opens", 1)]
    [InlineData("turn off the lights, play jazz", "left_without_slots", 1)]
    public void What_a_place_looks_like_is_read_from_its_parts_and_what_joins_them(string text, string feature, double expected)
    {
        var place = Assert.Single(new CutFinder(2, 3).Find(Texts.Tokenize(text)));
        var segments = CutReading.SegmentsOf(text, [place]);
        var features = CutFeatures.Of(
            place, text, new SegmentDecision(segments[1], Routed("iot")), new SegmentDecision(segments[2], Routed("play")), new SegmentDecision(segments[0], Routed("iot")));
        Assert.Equal(expected, features[Array.IndexOf(CutFeatures.Names, feature)], 12);
    }

    [Fact]
    public void Slots_are_counted_on_the_side_where_they_stand()
    {
        var segments = CutReading.SegmentsOf(Text, [First]);
        var features = CutFeatures.Of(
            First, Text, new SegmentDecision(segments[1], Routed("iot", new Slot("x", 9, 19, "", 1))), new SegmentDecision(segments[2], Routed("alarm")),
            new SegmentDecision(segments[0], Routed("alarm")));
        double Of(string name) => features[Array.IndexOf(CutFeatures.Names, name)];
        Assert.Equal((0, 1), (Of("left_without_slots"), Of("right_without_slots")));
        Assert.Equal((9 / 16.0, 0), (Of("left_coverage"), Of("right_coverage")));
    }

    [Fact]
    public void Every_feature_is_a_finite_number_even_for_scores_of_nought_and_one()
    {
        var segments = CutReading.SegmentsOf(Text, [First]);
        foreach (var score in new[] { 0.0, 1.0 })
        {
            var decision = Routed("alarm") with { Score = score };
            var features = CutFeatures.Of(
                First, Text, new SegmentDecision(segments[1], decision), new SegmentDecision(segments[2], decision),
                new SegmentDecision(segments[0], decision with { Outcome = DecisionOutcome.OutOfScope, Subsystem = null }));
            Assert.Equal(CutFeatures.Names.Length, features.Length);
            Assert.All(features, feature => Assert.InRange(feature, -6, 6));
        }
    }

    private static CutModel Model(double bias, params (string Name, double Weight)[] weights)
    {
        var values = new double[CutFeatures.Names.Length];
        foreach (var (name, weight) in weights) values[Array.IndexOf(CutFeatures.Names, name)] = weight;
        return new CutModel(bias, values);
    }

    private static List<string> Cut(
        CutModel model, CutCandidate[] candidates, Func<string, RouteDecision?> decide, int maxParts = 4, double minProbability = 0.5)
    {
        var settings = new CuttingSettings
        {
            Version = "1.0.0",
            Package = "",
            MaxParts = maxParts,
            MinWords = 2,
            MinProbability = minProbability,
            MaxAlternatives = 3,
        };
        var decisions = CutReading.SegmentsOf(Text, candidates).Select(segment => decide(Text[segment.Start..segment.End])).ToArray();
        var parts = new Cutter(model, settings).Cut(new CutReading(Text, candidates, decisions));
        return [.. parts.Select(part => Text[part.Segment.Start..part.Segment.End])];
    }

    private static RouteDecision Routed(string subsystem, params Slot[] slots) => new(Guid.Empty)
    {
        Text = "",
        Outcome = DecisionOutcome.Routed,
        Subsystem = subsystem,
        Intent = subsystem + "_do",
        Score = 0.9,
        Slots = slots,
    };
}
