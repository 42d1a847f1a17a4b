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
    /// <summary>Texts of two commands that are made for each language of the labelled texts: about as many as the development half has.</summary>
    private const int Composed = 60;

    private static readonly string Data = Path.Combine("training", "data", "cutting");

    public static Command Create(CommonOptions common)
    {
        var pairs = File("--pairs", "Texts that hold several commands, one JSON object a line; training/data/cutting/pairs.jsonl of the installation unless given.");
        var singles = File("--singles", "Texts that must stay whole; training/data/cutting/singles.jsonl of the installation unless given.");
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of a table." };
        var errors = new Option<bool>("--errors") { Description = "Prints the texts of the development half that were cut wrongly, or not at all." };
        var fit = new Option<string?>("--fit")
        {
            Description = "Fits the weights to the development half, instead of measuring, and writes them as the package DIR, a new directory named after the version.",
            HelpName = "DIR",
        };
        var labelled = new Option<string?>("--labelled")
        {
            Description = "With --fit: labelled texts as of router eval --data, all of which must stay whole, and some of which, joined in twos, must be cut; fitted to beside the development half.",
            HelpName = "FILE",
        };
        var command = new Command("cutting", "Measures how well texts with several commands are cut.") { pairs, singles, json, errors, fit, labelled };
        command.SetAction(async (result, cancellationToken) =>
        {
            var configuration = ConfigurationSource.Load(result, common);
            if (configuration.Settings.Cutting is not { } settings) throw new UsageException("router.cutting.enabled is off");
            string[] data = [PathOf(result, pairs, "pairs.jsonl"), PathOf(result, singles, "singles.jsonl")];
            CuttingExample[] examples = [.. Read(pairs.Name, data[0]), .. Read(singles.Name, data[1])];
            var (package, more) = (WriterFor(result.GetValue(fit)), result.GetValue(labelled));
            if (more is not null && package is null) throw new UsageException("--labelled goes with --fit; router eval --data measures labelled texts");
            var whole = more is null ? [] : await EvalCommand.ReadAsync("--labelled", more, configuration.Settings, cancellationToken);
            // What is fitted needs no weights: the features may be others than those of the package that is there, if one is.
            var used = package is null ? configuration : ConfigurationSource.Load(result, common, "router.cutting.enabled=off");
            await using var node = await RouterNode.StartAsync(
                used, CliLogging.ForTools(result.GetValue(common.Verbose)), TimeProvider.System, cancellationToken);
            var evaluation = new CuttingEvaluation(node.Queries);
            if (package is not null)
            {
                var composed = ComposedExamples.Of(whole, Composed).Where(example => example.Text.Length <= configuration.Settings.Limits.MaxTextLength);
                CuttingExample[] own = [.. examples.Where(example => example.IsDevelopment), .. whole.Select(CuttingExample.Whole), .. composed];
                var fitted = await evaluation.FitAsync(own, settings, cancellationToken);
                return Write(package, fitted, [.. data, .. more is null ? Array.Empty<string>() : [more]]);
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

    /// <summary>That the package has no place is told before anything is routed.</summary>
    private static CutterPackageWriter? WriterFor(string? directory)
    {
        try
        {
            return directory is null ? null : new CutterPackageWriter(directory);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException($"--fit: {problem.Message}");
        }
    }

    private static int Write(CutterPackageWriter package, CutFit fit, IEnumerable<string> data)
    {
        if (fit.Rows.Count == 0) throw new UsageException("--fit: no text has a place to be cut whose parts are both routed; there is nothing to fit to");
        package.Write(fit.Fit(), fit.Rows, data);
        Console.Out.WriteLine($"Fitted to {fit.Rows.Count} places; wrote {package.Directory}");
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

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static string PathOf(ParseResult result, Option<string?> option, string file) =>
        result.GetValue(option) ?? ConfigurationSource.FindInInstallation(Path.Combine(Data, file));

    private static IReadOnlyList<CuttingExample> Read(string option, string path)
    {
        try
        {
            return CuttingExample.Load(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"{option}: {problem.Message}");
        }
    }
}
