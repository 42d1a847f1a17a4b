using System.Globalization;
using Router.Host;
using Router.Tools.Evaluation;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary>An <see cref="EvaluationReport"/> for people; shares in per cent.</summary>
internal static class EvaluationView
{
    private const int Pairs = 15;
    private const int TextCells = 60;
    private const int RedirectedWidth = 180;

    public static void Write(EvaluationReport report)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = RedirectedWidth;
        Console.Out.WriteLine($"{report.Data} through {string.Join(" and ", report.Backbones)}, ranker {report.Ranker.Version}; shares in per cent");
        WriteScores(report.Scores);
        WriteTallies("slot type", report.SlotTypes);
        WriteConfusions([.. report.Confusion.Pairs().Take(Pairs)]);
        WriteWorst(report.Worst);
    }

    private static void WriteScores(IReadOnlyList<RoutingScore> scores)
    {
        var table = Start(
            "texts", "in scope", "accuracy", "subsystem", "intent F1", "macro F1", "slot F1", "false rejects", "ambiguous", "multiple",
            "out of scope", "false accepts", "AUROC");
        foreach (var score in scores)
        {
            Add(
                table, score.Kind == "all" ? "all" : $"{score.Kind} {score.Name}", $"{score.InScope}", Percent(score.Accuracy),
                Percent(score.SubsystemAccuracy), Percent(score.Intents?.Micro.F1), Percent(score.Intents?.Macro), Percent(score.Slots?.F1),
                Percent(score.FalseRejectRate), $"{score.Ambiguous}", $"{score.Multiple}", $"{score.OutOfScope}", Percent(score.FalseAcceptRate),
                Percent(score.Auroc));
        }
        AnsiConsole.Write(table);
    }

    private static void WriteTallies(string name, IReadOnlyList<NamedTally> tallies)
    {
        if (tallies.Count == 0) return;
        var table = Start(name, "wanted", "given", "right", "precision", "recall", "F1");
        foreach (var (key, counts) in tallies)
        {
            Add(
                table, key, $"{counts.Wanted}", $"{counts.Given}", $"{counts.Right}", Percent(counts.Precision), Percent(counts.Recall),
                Percent(counts.F1));
        }
        AnsiConsole.Write(table);
    }

    private static void WriteConfusions(IReadOnlyList<Confusion> confusions)
    {
        if (confusions.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("wanted").AddColumn("answered").AddColumn(new TableColumn("texts").RightAligned());
        foreach (var (wanted, answered, texts) in confusions) Add(table, wanted, answered, $"{texts}");
        AnsiConsole.Write(table);
    }

    private static void WriteWorst(IReadOnlyList<WrongAnswer> worst)
    {
        if (worst.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("line").RightAligned()).AddColumn("wrong")
            .AddColumn("wanted").AddColumn("answered").AddColumn(new TableColumn("score").RightAligned());
        foreach (var wrong in worst)
        {
            Add(
                table, $"{wrong.Line}", TextWidth.Cut(wrong.Text, TextCells), Join(wrong.Subsystem ?? LabelledTextParser.OutOfScope, wrong.Intent),
                Join(wrong.Answered, wrong.AnsweredIntent), wrong.Score.ToString("0.000", CultureInfo.InvariantCulture));
        }
        AnsiConsole.Write(table);
    }

    private static Table Start(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn(first).NoWrap());
        foreach (var name in numbers) table.AddColumn(new TableColumn(name).RightAligned());
        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static string Join(string subsystem, string? intent) => intent is null ? subsystem : $"{subsystem} / {intent}";

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
