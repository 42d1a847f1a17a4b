using System.CommandLine;
using System.Text;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Tools.Evaluation;

namespace Router.Tools.Cli;

/// <summary><c>router eval</c>: how good the decisions are, measured on labelled texts.</summary>
internal static class EvalCommand
{
    private const int DefaultConcurrency = 32;
    private const int DefaultWorst = 20;
    private const int MaxProblems = 10;

    public static Command Create(CommonOptions common)
    {
        var data = new Option<string?>("--data", "-d")
        {
            Description = "File with one labelled text a line, as docs/evaluation.md describes; - for standard input.",
            HelpName = "FILE",
        };
        var json = new Option<string?>("--json", "-j") { Description = "Writes all figures to FILE as well, as JSON.", HelpName = "FILE" };
        var worst = NumberOption.Create("--worst", "-w", $"Wrong answers listed, the surest first; {DefaultWorst} unless given.", 0, 100_000);
        var concurrency = NumberOption.Create(
            "--concurrency", "-n", $"Texts under way at once, {DefaultConcurrency} unless given; more make larger batches.", 1, 4096);
        var now = SpeakerOptions.Now();
        var command = new Command("eval", "Measures decisions on labelled texts.") { data, json, worst, concurrency, now, EvalCuttingCommand.Create(common) };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(data) is not { } path) throw new UsageException("--data FILE is missing; it names the labelled texts");
            var configuration = ConfigurationSource.Load(result, common);
            var texts = await ReadAsync("--data", path, configuration.Settings, cancellationToken);
            if (result.GetValue(json) is { } same && path != "-" && OutputFile.IsSame(path, same)) throw new UsageException($"--json is the file that --data reads, {same}; name another one");
            await using var output = result.GetValue(json) is { } file ? OutputFile.Open("--json", file) : null;
            await using var node = await RouterNode.StartAsync(
                configuration, CliLogging.ForTools(result.GetValue(common.Verbose)), TimeProvider.System, cancellationToken);
            var evaluation = new RoutingEvaluation(node.Queries, result.GetValue(concurrency) ?? DefaultConcurrency, result.GetValue(now));
            var answers = await LineProgress.RunAsync(texts.Count, progress => evaluation.RouteAsync(texts, progress, cancellationToken));
            var report = EvaluationReport.Of(path, node.Subsystems, answers, result.GetValue(worst) ?? DefaultWorst);
            EvaluationView.Write(report);
            if (output is not null)
            {
                OutputFile.Clear(output);
                await JsonSerializer.SerializeAsync(output, report, ReportJson.Relaxed.EvaluationReport, cancellationToken);
            }
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Reads labelled texts, at least one.</summary>
    /// <param name="option">What names the file.</param>
    /// <param name="path">The file; - for standard input.</param>
    /// <param name="settings">Which subsystems there are, and how long a text may be.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="UsageException">The file cannot be read, or lines of it are wrong; the message names them.</exception>
    public static async Task<IReadOnlyList<LabelledText>> ReadAsync(
        string option, string path, RouterSettings settings, CancellationToken cancellationToken)
    {
        var names = settings.Subsystems.Where(subsystem => subsystem.Enabled).Select(subsystem => subsystem.Name);
        var parser = new LabelledTextParser(names, settings.Limits.MaxTextLength);
        var (texts, problems, number) = (new List<LabelledText>(), new List<string>(), 0);
        await using var input = OpenInput(option, path);
        await foreach (var line in Utf8Lines.ReadAsync(input, cancellationToken))
        {
            number++;
            if (line.Text is { } blank && string.IsNullOrWhiteSpace(blank)) continue;
            try
            {
                texts.Add(parser.Parse(number, line.Text ?? throw new InvalidDataException(line.Problem)));
            }
            catch (InvalidDataException problem)
            {
                problems.Add($"{path}, line {number}: {problem.Message}");
            }
        }
        if (problems.Count > 0) throw new UsageException(Join(problems));
        return texts.Count > 0 ? texts : throw new UsageException($"{path}: holds no text; a labelled text a line is needed");
    }

    private static string Join(List<string> problems)
    {
        var message = new StringBuilder().AppendJoin("\nrouter: ", problems.Take(MaxProblems));
        return problems.Count <= MaxProblems ? message.ToString() : message.Append($"\nrouter: and {problems.Count - MaxProblems} more lines").ToString();
    }

    private static Stream OpenInput(string option, string path)
    {
        if (path == "-") return Console.OpenStandardInput();
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }
}
