using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;
using Router.Tools.Cli;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    private static readonly EvaluatedText[] Texts =
    [
        Labelled.Text("iot", "on", "alarm", "set", 0.8, "zh", "spoken", line: 1),
        Labelled.Text("alarm", "set", "alarm", "set", 0.9, "en", line: 2),
        Labelled.Text("alarm", "set", "iot", "on", 0.95, "en", line: 3),
        Labelled.Text("alarm", "set", "iot", "on", 0.95, "en", line: 4),
        Labelled.Text("alarm", "set", null, null, 0.7, "en", line: 5),
        Labelled.Text(null, null, "iot", "on", 0.6, "en", line: 6).As(DecisionOutcome.Multiple),
        Labelled.Text(null, null, null, null, 0.99, line: 7),
    ];

    private static EvaluationReport Report(int worst) => EvaluationReport.Of(
        "data.jsonl", new SubsystemList([new PackageVersion("bfm", "1.0.0")], new PackageVersion("ranker", "2.0.0"), Cutter: null, []), Texts, worst);

    [Fact]
    public void Scores_are_given_for_all_texts_then_by_language_by_set_and_by_subsystem() => Assert.Equal(
        ["all all", "language en", "language zh", "set spoken", "subsystem alarm", "subsystem iot"],
        Report(0).Scores.Select(score => $"{score.Kind} {score.Name}"));

    [Fact]
    public void The_matrix_counts_every_text_once_and_its_pairs_come_most_frequent_first()
    {
        var matrix = Report(0).Confusion;

        Assert.Equal(["alarm", "iot", "outOfScope"], matrix.Wanted);
        Assert.Equal(["alarm", "iot", "outOfScope", "multiple"], matrix.Answered);
        Assert.Equal([[1, 2, 1, 0], [1, 0, 0, 0], [0, 0, 1, 1]], matrix.Counts);
        Assert.Equal(
            [new("alarm", "iot", 2), new("alarm", "outOfScope", 1), new("iot", "alarm", 1), new("outOfScope", "multiple", 1)], matrix.Pairs());
    }

    [Fact]
    public void The_worst_answers_are_the_surest_of_the_wrong_ones_and_equally_sure_ones_come_in_the_order_of_the_data()
    {
        Assert.Equal([3, 4, 1, 5, 6], Report(10).Worst.Select(wrong => wrong.Line));
        Assert.Equal([3, 4], Report(2).Worst.Select(wrong => wrong.Line));
        Assert.Equal(new WrongAnswer(6, "text", null, null, "multiple", null, 0.6), Report(5).Worst[4]);
    }

    [Fact]
    public void Its_json_has_the_documented_fields()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(1), ReportJson.Relaxed.EvaluationReport));
        var root = json.RootElement;

        Assert.Equal("schema data backbones ranker scores intents slotTypes confusion worst", NamesOf(root));
        Assert.Equal(
            "kind name inScope accuracy subsystemAccuracy intents slots falseRejects falseRejectRate ambiguous multiple outOfScope falseAccepts falseAcceptRate auroc",
            NamesOf(root.GetProperty("scores")[0]));
        Assert.Equal("right given wanted precision recall f1", NamesOf(root.GetProperty("intents")[0].GetProperty("counts")));
        Assert.Equal("wanted answered counts", NamesOf(root.GetProperty("confusion")));
        Assert.Equal("line text subsystem intent answered answeredIntent score", NamesOf(root.GetProperty("worst")[0]));
    }

    private static string NamesOf(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
