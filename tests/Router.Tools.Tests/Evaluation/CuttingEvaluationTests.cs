using Router.Contracts;
using Router.Host;
using Router.Host.Routing;
using Router.Language.Cutting;
using Router.Testing;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class CuttingEvaluationTests
{
    private static readonly IReadOnlyList<CuttingExample> Pairs = Load("pairs.jsonl");
    private static readonly IReadOnlyList<CuttingExample> Singles = Load("singles.jsonl");

    [Fact]
    public void The_evaluation_set_is_as_large_as_it_claims_and_holds_nothing_twice()
    {
        Assert.InRange(Pairs.Count, 200, 1000);
        Assert.InRange(Singles.Count, 200, 1000);
        foreach (var language in new[] { "en", "zh" }) Assert.InRange(Pairs.Count(example => example.Language == language), 100, 1000);
        var texts = Pairs.Concat(Singles).Select(example => example.Text).ToArray();
        Assert.Equal(texts.Length, texts.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Pairs_have_parts_in_order_without_white_space_at_their_ends_and_singles_have_none()
    {
        Assert.All(Singles, example => Assert.Empty(example.Parts));
        Assert.All(Pairs, example =>
        {
            var end = -1;
            Assert.InRange(example.Parts.Count, 2, 4);
            foreach (var part in example.Parts)
            {
                Assert.True(part.Start > end, example.Text);
                Assert.Equal(example.Text[part.Start..part.End], example.Text[part.Start..part.End].Trim());
                end = part.End;
            }
        });
    }

    [Fact]
    public void Every_label_is_a_shipped_subsystem()
    {
        var names = Directory.GetFiles(Path.Combine(Installation.Root, "hocon", "subsystems"), "*.conf").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var labels = Pairs.SelectMany(example => example.Parts).Select(part => part.Subsystem).Concat(Singles.Select(example => example.Subsystem)).OfType<string>();
        Assert.All(labels, label => Assert.Contains(label, names));
        Assert.Empty(names.Except(labels));
    }

    [Fact]
    public void Both_halves_hold_about_as_much() =>
        Assert.InRange(Pairs.Concat(Singles).Count(example => example.IsDevelopment), (Pairs.Count + Singles.Count) * 2 / 5, (Pairs.Count + Singles.Count) * 3 / 5);

    [Fact]
    public void A_cut_counts_as_right_only_with_exactly_the_right_parts()
    {
        var example = new CuttingExample("ab, cd", "en", [new CuttingExamplePart(0, 2, "x", null), new CuttingExamplePart(4, 6, null, null)]);
        var single = new CuttingExample("ef, gh", "en", []);

        var score = CuttingScore.Of(
            "all",
            [
                (example, Decision((0, 2, "x"), (4, 6, "y"))),
                (example, Decision((0, 2, "z"), (4, 6, "y"))),
                (example, Decision((0, 2, "x"), (3, 6, "y"))),
                (example, Decision()),
                (single, Decision((0, 2, "x"), (4, 6, "y"))),
                (single, Decision()),
            ]);

        Assert.Equal(new CuttingScore("all", Pairs: 4, Singles: 2, Cut: 4, CutRight: 2, SinglesCut: 1, SubsystemsRight: 1), score);
        Assert.Equal((0.5, 0.5, 0.5, 0.25), (score.Precision, score.Recall, score.F1, score.SubsystemShare));
    }

    [Fact]
    public void A_fit_learns_what_tells_right_places_from_wrong_ones()
    {
        var fit = new CutFit();
        for (var i = 0; i < 20; i++)
        {
            const string text = "aa bb and cc dd";
            var isPair = i % 2 == 0;
            CuttingExamplePart[] parts = isPair ? [new(0, 5, null, null), new(10, 15, null, null)] : [];
            CutCandidate[] places = [new CutCandidate(5, 10, ConnectiveKind.Plain)];
            fit.Add(new CuttingExample(text, "en", parts), new CutReading(text, places, [Routed("x"), Routed("x"), Routed(isPair ? "y" : "x")]));
        }
        var other = new double[CutFeatures.Names.Length];
        other[Array.IndexOf(CutFeatures.Names, "other_subsystem")] = 1;

        var model = fit.Fit();

        Assert.Equal(20, fit.Rows.Count);
        Assert.True(model.Logit(other) > model.Logit(new double[other.Length]) + 1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"text": "ab", "language": "en", "parts": [{"start": 0, "end": 1, "subsystem": null, "intent": null}]}""")]
    [InlineData("""{"text": "ab", "language": "en", "parts": [{"start": 0, "end": 1, "subsystem": null, "intent": null}, {"start": 1, "end": 3, "subsystem": null, "intent": null}]}""")]
    [InlineData("""{"text": "ab", "language": "en", "parts": [], "half": 1}""")]
    public void A_line_that_is_no_example_is_named(string line)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllLines(directory["x.jsonl"], ["""{"text": "ab", "language": "en", "parts": []}""", line]);
        var problem = Assert.Throws<InvalidDataException>(() => CuttingExample.Load(directory["x.jsonl"]));
        Assert.Contains("x.jsonl, line 2: ", problem.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<CuttingExample> Load(string file) =>
        CuttingExample.Load(Path.Combine(Installation.Root, "training", "data", "cutting", file));

    private static RouteDecision Decision(params (int Start, int End, string Subsystem)[] parts) => new(Guid.Empty)
    {
        Text = "",
        Outcome = parts.Length > 0 ? DecisionOutcome.Multiple : DecisionOutcome.Routed,
        Parts = [.. parts.Select(part => new DecisionPart(part.Start, part.End, "", part.Subsystem, "", [], 1))],
    };

    private static RouteDecision Routed(string subsystem) => new(Guid.Empty)
    {
        Text = "",
        Outcome = DecisionOutcome.Routed,
        Subsystem = subsystem,
        Intent = "do",
        Score = 0.9,
    };
}
