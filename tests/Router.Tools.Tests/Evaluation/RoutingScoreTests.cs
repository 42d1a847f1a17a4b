using Router.Contracts;
using Router.Host;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class RoutingScoreTests
{
    private static readonly EvaluatedText[] Texts =
    [
        Labelled.Text("alarm", "set", "alarm", "set", 0.9).With(["time 0 4", "date 5 8"], ["time 0 4"]),
        Labelled.Text("alarm", "set", "alarm", "remove", 0.8).With(["time 0 4"], ["time 0 3", "date 5 8"]),
        Labelled.Text("alarm", "remove", "iot", "on", 0.7).With([], ["place 0 4"]),
        Labelled.Text("iot", "on", null, null, 0.6).With(["place 0 4"], []),
        Labelled.Text("iot", "on", "iot", "on", 0.4).As(DecisionOutcome.Ambiguous).With(["place 0 4"], ["place 0 4"]),
        Labelled.Text("iot", null, "iot", "off", 0.3),
        Labelled.Text(null, null, null, null, 0.9),
        Labelled.Text(null, null, "iot", "on", 0.35),
    ];

    [Fact]
    public void Accuracy_counts_routed_texts_in_scope_with_the_right_subsystem_and_the_right_intent_where_it_is_known()
    {
        var score = RoutingScore.Of("all", "all", Texts);

        Assert.Equal((6, 2), (score.InScope, score.OutOfScope));
        Assert.Equal(2 / 6.0, score.Accuracy);
        Assert.Equal(3 / 6.0, score.SubsystemAccuracy);
    }

    [Fact]
    public void Intents_are_counted_where_they_are_known_and_only_routed_texts_were_given_one()
    {
        var intents = RoutingScore.Of("all", "all", Texts).Intents!;

        Assert.Equal(new Tally(1, 3, 5), intents.Micro);
        Assert.Equal(0.25, intents.Micro.F1);
        // alarm/set: 1 right of 1 given and 2 wanted; alarm/remove and iot/on are wanted too, none right.
        Assert.Equal(2 / 3.0 / 3, intents.Macro, 12);
    }

    [Fact]
    public void Slots_are_right_with_exactly_the_span_and_the_type_and_only_those_of_routed_texts_count()
    {
        var slots = RoutingScore.Of("all", "all", Texts).Slots!.Value;

        Assert.Equal(new Tally(1, 4, 5), slots);
        Assert.Equal((0.25, 0.2, 2 / 9.0), (slots.Precision, slots.Recall, slots.F1));
        Assert.Equal(new Tally(1, 2, 2), RoutingScore.SlotsByType(Texts)["time"]);
        Assert.Equal(new Tally(0, 1, 2), RoutingScore.SlotsByType(Texts)["place"]);
    }

    [Fact]
    public void Rejection_counts_both_kinds_of_error_and_ranks_texts_by_how_sure_they_are_in_scope()
    {
        var score = RoutingScore.Of("all", "all", Texts);

        Assert.Equal((1, 1 / 6.0, 1, 0.5), (score.FalseRejects, score.FalseRejectRate, score.FalseAccepts, score.FalseAcceptRate));
        Assert.Equal((1, 0), (score.Ambiguous, score.Multiple));
        // In scope 0.9, 0.8, 0.7, 0.4, 0.4, 0.3 against 0.1 and 0.35: 6 + 5 pairs of 12.
        Assert.Equal(11 / 12.0, score.Auroc!.Value, 12);
    }

    [Fact]
    public void What_the_labels_do_not_say_is_null_instead_of_nought()
    {
        var outOfScope = RoutingScore.Of("all", "all", [.. Texts.Where(text => !text.Label.IsInScope)]);
        var unlabelled = RoutingScore.Of("all", "all", [Labelled.Text("iot", null, "iot", "off")]);

        Assert.Equal((null, null, null, null), (outOfScope.Accuracy, outOfScope.Intents, outOfScope.Slots, outOfScope.Auroc));
        Assert.Equal((1.0, null, null, null), (unlabelled.Accuracy, unlabelled.Intents, unlabelled.Slots, unlabelled.FalseAcceptRate));
    }

    [Theory]
    [InlineData(0, 0, 0, 0.0)]
    [InlineData(0, 3, 2, 0.0)]
    [InlineData(2, 2, 2, 1.0)]
    [InlineData(1, 1, 2, 2 / 3.0)]
    public void F1_is_the_harmonic_mean_of_precision_and_recall(int right, int given, int wanted, double expected)
    {
        var tally = new Tally(right, given, wanted);

        Assert.Equal(expected, tally.F1, 12);
        if (right > 0) Assert.Equal(2 / (1 / tally.Precision + 1 / tally.Recall), tally.F1, 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Scores_are_within_their_bounds_and_do_not_depend_on_the_order_of_the_texts(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 50; run++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 40)).Select(_ => RandomText(random)).ToArray();
            var score = RoutingScore.Of("all", "all", texts);
            var shuffled = texts.ToArray();
            random.Shuffle(shuffled);

            foreach (var share in new[] { score.Accuracy, score.SubsystemAccuracy, score.Intents?.Macro, score.Intents?.Micro.F1, score.Slots?.F1, score.Auroc })
                Assert.InRange(share ?? 0, 0, 1);
            Assert.True(score.SubsystemAccuracy is null || score.Accuracy <= score.SubsystemAccuracy);
            if (score.Slots is { } slots) Assert.InRange(slots.F1, Math.Min(slots.Precision, slots.Recall) - 1e-12, Math.Max(slots.Precision, slots.Recall) + 1e-12);
            var again = RoutingScore.Of("all", "all", shuffled);
            Assert.Equal(score.Intents?.Macro ?? 0, again.Intents?.Macro ?? 0, 12);
            Assert.Equal(score with { Intents = null }, again with { Intents = null });
            Assert.Equal(Lines(ConfusionMatrix.Of(texts)), Lines(ConfusionMatrix.Of(shuffled)));
        }
    }

    private static EvaluatedText RandomText(Random random)
    {
        string?[] names = ["alarm", "iot", "music", null];
        string[] slots = ["time 0 4", "time 0 3", "date 5 8", "place 0 4"];
        var (wanted, given) = (names[random.Next(4)], names[random.Next(4)]);
        var text = Labelled.Text(wanted, wanted is null ? null : $"i{random.Next(2)}", given, given is null ? null : $"i{random.Next(2)}", random.Next(10) / 10.0);
        return wanted is null ? text : text.With([.. slots.Where(_ => random.Next(2) == 0)], [.. slots.Where(_ => random.Next(2) == 0)]);
    }

    private static string Lines(ConfusionMatrix matrix) => string.Join('\n', matrix.Pairs().Select(pair => $"{pair}"));
}
