using System.CommandLine;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Host.Routing;
using Router.Language.Cutting;
using Router.Tools.Evaluation;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router eval cutting</c>: how well texts with several commands are cut.</summary>
internal static class EvalCuttingCommand
{
    private const string Data = "training/data/cutting";

    public static Command Create(CommonOptions common)
    {
        var pairs = File("--pairs", $"Texts that hold several commands, one JSON object a line; {Data}/pairs.jsonl unless given.", $"{Data}/pairs.jsonl");
        var singles = File("--singles", $"Texts that must stay whole; {Data}/singles.jsonl unless given.", $"{Data}/singles.jsonl");
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table." };
        var errors = new Option<bool>("--errors") { Description = "Prints the texts of the development half that were cut wrongly, or not at all." };
        var fit = new Option<string?>("--fit")
        {
            Description = "Fits the weights to the development half and writes them to FILE, instead of measuring.",
            HelpName = "FILE",
        };
        var labelled = new Option<string?>("--labelled")
        {
            Description = "With --fit: labelled texts as of router eval --data, all of which must stay whole; fitted to beside the development half.",
            HelpName = "FILE",
        };
        var command = new Command("cutting", "Measures how well texts with several commands are cut.") { pairs, singles, json, errors, fit, labelled };
        command.SetAction(async (result, cancellationToken) =>
        {
            var configuration = ConfigurationSource.Load(result, common);
            if (configuration.Settings.Cutting is not { } settings) throw new UsageException("router.cutting.enabled is off");
            CuttingExample[] examples = [.. Read(result.GetValue(pairs)!), .. Read(result.GetValue(singles)!)];
            var (file, more) = (result.GetValue(fit), result.GetValue(labelled));
            if (more is not null && file is null) throw new UsageException("--labelled goes with --fit; router eval --data measures labelled texts");
            var whole = more is null ? [] : await EvalCommand.ReadAsync("--labelled", more, configuration.Settings, cancellationToken);
            await using var node = await RouterNode.StartAsync(
                configuration, CliLogging.ForTools(result.GetValue(common.Verbose)), TimeProvider.System, cancellationToken);
            var evaluation = new CuttingEvaluation(node.Queries);
            if (file is not null)
            {
                CuttingExample[] own = [.. examples.Where(example => example.IsDevelopment), .. whole.Select(CuttingExample.Whole)];
                return await FitAsync(evaluation, own, settings, file, cancellationToken);
            }
            var answers = await evaluation.RouteAsync(examples, cancellationToken);
            var scores = CuttingEvaluation.Score(answers);
            if (result.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize([.. scores], ReportJson.Relaxed.ListCuttingScore));
            else Print(scores);
            if (result.GetValue(errors)) PrintErrors(answers);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> FitAsync(
        CuttingEvaluation evaluation, CuttingExample[] examples, CuttingSettings settings, string file, CancellationToken cancellationToken)
    {
        var fit = await evaluation.FitAsync(examples, settings, cancellationToken);
        await System.IO.File.WriteAllTextAsync(file, fit.Fit().ToJson() + "\n", cancellationToken);
        Console.Out.WriteLine($"Fitted to {fit.Rows} places; wrote {file}");
        return ExitCodes.Ok;
    }

    private static void Print(IReadOnlyList<CuttingScore> scores)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("texts");
        foreach (var name in new[] { "pairs", "singles", "cut", "right", "singles cut", "precision", "recall", "F1", "subsystems right" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var score in scores)
        {
            table.AddRow(
                score.Name, $"{score.Pairs}", $"{score.Singles}", $"{score.Cut}", $"{score.CutRight}", $"{score.SinglesCut}", $"{score.Precision:0.000}",
                $"{score.Recall:0.000}", $"{score.F1:0.000}", $"{score.SubsystemShare:0.000}");
        }
        AnsiConsole.Write(table);
    }

    private static void PrintErrors(IReadOnlyList<(CuttingExample Example, RouteDecision Decision)> answers)
    {
        foreach (var (example, decision) in answers.Where(answer => answer.Example.IsDevelopment))
        {
            if (example.HasParts(decision.Parts.Select(part => (part.Start, part.End)))) continue;
            var cut = string.Join(" | ", decision.Parts.Select(part => $"{part.Text} → {part.Subsystem}"));
            Console.Out.WriteLine($"{example.Text}\t{(cut.Length == 0 ? "not cut" : cut)}");
        }
    }

    private static Option<string> File(string name, string description, string otherwise) =>
        new(name) { Description = description, HelpName = "FILE", DefaultValueFactory = _ => otherwise };

    private static IReadOnlyList<CuttingExample> Read(string path)
    {
        try
        {
            return CuttingExample.Load(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException(problem.Message);
        }
    }
}
