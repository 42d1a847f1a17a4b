using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Tools.Calls;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router play</c>: sends the lines of a file to a running router and prints its decisions as a table.</summary>
internal static class PlayCommand
{
    private const int DefaultWait = 10;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "One text a line; blank lines and lines that start with # are skipped." };
        file.AcceptExistingOnly();
        var url = new Option<Uri>("--url", "-u")
        {
            Description = "Where the router listens.",
            HelpName = "URL",
            CustomParser = Addresses.ParseHttp,
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        };
        var wait = NumberOption.Create("--wait", "-w", $"Seconds to wait for the router to be ready; {DefaultWait} unless given.", 0, 3600);
        var now = SpeakerOptions.NowOfServer();
        var command = new Command("play", "Sends the lines of a file to a running router and prints a table of its decisions.")
        {
            file, url, wait, now,
        };
        var access = AccessOptions.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var limit = TimeSpan.FromSeconds(result.GetValue(wait) ?? DefaultWait);
            return RunAsync(result.GetRequiredValue(file), result.GetRequiredValue(url), access.Read(result), result.GetValue(now), limit, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file, Uri url, ServerAccess access, DateTimeOffset? now, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(access.Around(new SocketsHttpHandler())) { BaseAddress = url };
        await ServerReadiness.WaitAsync(client, wait, cancellationToken);
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("text").AddColumn("subsystem").AddColumn("intent").AddColumn("slots")
            .AddColumn(new TableColumn("score").RightAligned().NoWrap()).AddColumn(new TableColumn("ms").RightAligned().NoWrap());
        var failures = 0;
        foreach (var line in await File.ReadAllLinesAsync(file.FullName, cancellationToken))
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var started = Stopwatch.GetTimestamp();
            var answer = await SendAsync(client, new RouteBody { Text = line, Now = now is { } said ? RequestTime.Write(said) : null }, cancellationToken);
            AddRow(table, line, answer, Stopwatch.GetElapsedTime(started));
            if (answer is not RouteDecision) failures++;
        }
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        AnsiConsole.Write(table);
        return failures == 0 ? ExitCodes.Ok : ExitCodes.NotAllDecided;
    }

    private static void AddRow(Table table, string line, object? answer, TimeSpan elapsed)
    {
        var ms = elapsed.TotalMilliseconds.ToString("0.0");
        string[] cells = answer switch
        {
            RouteDecision { Subsystem: { } subsystem } routed =>
                [line, subsystem, routed.Intent ?? "", DecisionView.SlotsOf(routed.Slots), routed.Score.ToString("0.00"), ms],
            RouteDecision { Parts: { Count: > 0 } parts } cut =>
            [
                line, string.Join(" + ", parts.Select(part => part.Subsystem)), string.Join(" + ", parts.Select(part => part.Intent)),
                DecisionView.SlotsOf([.. parts.SelectMany(part => part.Slots)]), cut.Score.ToString("0.00"), ms,
            ],
            RouteDecision none => [line, "-", DecisionView.OutcomeOf(none.Outcome), "", none.Score.ToString("0.00"), ms],
            Problem problem => [line, "error", problem.Code, problem.Detail, "", ms],
            _ => [line, "error", "", "the answer cannot be read", "", ms],
        };
        table.AddRow(cells.Select(cell => new Text(cell)));
    }

    private static async Task<object?> SendAsync(HttpClient client, RouteBody request, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Request));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Json);
        using var response = await client.PostAsync("/v1/route", content, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await JsonSerializer.DeserializeAsync(body, WireJson.Decision, cancellationToken)
            : await JsonSerializer.DeserializeAsync(body, WireJson.Problem, cancellationToken);
    }
}
