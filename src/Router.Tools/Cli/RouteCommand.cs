using System.CommandLine;
using Router.Contracts;
using Router.Host;
using Router.Host.Configuration;
using Router.Host.Listeners;
using Router.Host.Routing;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router route</c>: routes without a server.</summary>
internal static class RouteCommand
{
    private const int DefaultConcurrency = 32;

    public static Command Create(CommonOptions common)
    {
        var text = new Argument<string?>("TEXT")
        {
            Description = "The text to route; without it, and without --input, lines are read from standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var input = new Option<string?>("--input", "-i")
        {
            Description = "File with one text a line; - for standard input.",
            HelpName = "FILE",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the decisions go, as JSON: line n answers line n of the input, with an error where there is no decision. "
                + "Standard output unless given.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Prints the decision on TEXT as JSON instead of a table." };
        var concurrency = NumberOption.Create(
            "--concurrency", "-n", $"Lines under way at once, {DefaultConcurrency} unless given; more make larger batches.", 1, 4096);
        var zone = SpeakerOptions.Zone("--time-zone", "router.time-zone unless given");
        var now = SpeakerOptions.Now();
        var command = new Command("route", "Routes one text, or each line of a file, without a server.")
        {
            text, input, output, json, concurrency, zone, now,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var configuration = ConfigurationSource.Load(result, common);
            var verbose = result.GetValue(common.Verbose);
            var one = result.GetValue(text);
            var (from, to) = (result.GetValue(input), result.GetValue(output));
            var request = new RouteRequest(one ?? "") { TimeZone = result.GetValue(zone), Now = result.GetValue(now) };
            if (one is not null && from is not null) throw new UsageException("TEXT and --input exclude each other");
            if (one is not null)
            {
                UnknownOption.Refuse(one, result);
                if (to is not null) throw new UsageException("--output goes with --input; redirect the output of TEXT instead");
                return RouteTextAsync(configuration, request, result.GetValue(json), verbose, cancellationToken);
            }
            if (from is null && !Console.IsInputRedirected) throw new UsageException("there is nothing to route; give TEXT or --input FILE");
            var window = result.GetValue(concurrency) ?? DefaultConcurrency;
            return RouteLinesAsync(configuration, request, from ?? "-", to ?? "-", window, verbose, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RouteTextAsync(
        RouterConfiguration configuration, RouteRequest request, bool json, bool verbose, CancellationToken cancellationToken)
    {
        await using var node = await StartAsync(configuration, verbose, cancellationToken);
        var (queries, within) = (node.Queries, request with { Timeout = node.Queries.Limits.MaxTimeout });
        var answer = await LineRouter.AnswerAsync(queries, queries.OpenWindow(), within, cancellationToken);
        if (json || answer is not RouteDecision decision)
        {
            await using var lines = new AnswerWriter(Console.OpenStandardOutput());
            if (json) await lines.WriteAsync(answer, cancellationToken);
            if (answer is ErrorEnvelope envelope && !json) await Console.Error.WriteLineAsync($"router: {envelope.Error.Detail}");
        }
        else
        {
            DecisionView.Write(AnsiConsole.Console, decision);
        }
        return answer is RouteDecision ? ExitCodes.Ok : ExitCodes.NotAllDecided;
    }

    private static async Task<int> RouteLinesAsync(
        RouterConfiguration configuration, RouteRequest shared, string from, string to, int concurrency, bool verbose, CancellationToken cancellationToken)
    {
        // Opened before the models are loaded: a wrong path shows at once.
        if (from != "-" && to != "-" && OutputFile.IsSame(from, to)) throw new UsageException($"--output is the file that --input reads, {from}; name another one");
        await using var input = OpenInput(from);
        await using var file = OpenOutput(to);
        await using var node = await StartAsync(configuration, verbose, cancellationToken);
        OutputFile.Clear(file);
        await using var output = new AnswerWriter(file);
        var router = new LineRouter(node.Queries, concurrency, shared with { Timeout = node.Queries.Limits.MaxTimeout });
        return await LineProgress.RunAsync(
            input, progress => router.RunAsync(input, output, progress, cancellationToken)) == 0 ? ExitCodes.Ok : ExitCodes.NotAllDecided;
    }

    private static Task<RouterNode> StartAsync(RouterConfiguration configuration, bool verbose, CancellationToken cancellationToken) =>
        RouterNode.StartAsync(configuration, CliLogging.ForTools(verbose), TimeProvider.System, cancellationToken);

    private static Stream OpenInput(string path)
    {
        if (path == "-") return Console.OpenStandardInput();
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--input: {error.Message}");
        }
    }

    private static Stream OpenOutput(string path) => path == "-" ? Console.OpenStandardOutput() : OutputFile.Open("--output", path);
}
