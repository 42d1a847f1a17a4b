using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Host;
using Router.Tools.Bench;
using Router.Tools.Calls;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary><c>router bench</c>: measures latency and throughput under load.</summary>
internal sealed class BenchCommand
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ServerStartsWithin = TimeSpan.FromMinutes(2);

    /// <summary>Longest pause of a client between two sessions, at the speed of their recording.</summary>
    private static readonly TimeSpan PauseBetweenSessions = TimeSpan.FromSeconds(4);

    /// <summary>What is measured is one node, which neither waits for the cluster that it is configured for nor takes anything from it.</summary>
    private const string Alone = "router.cluster.enabled=off";

    private readonly CommonOptions _common;
    private readonly BenchSyntax _syntax = new();

    private BenchCommand(CommonOptions common) => _common = common;

    public static Command Create(CommonOptions common)
    {
        var bench = new BenchCommand(common);
        var command = new Command(
            "bench",
            "Measures latency and throughput under load: of a running server, or of a node in this process.\n\n"
            + "Latency is that of decisions, for sessions from final hypothesis to final decision; errors are counted apart. queue, encode, "
            + "heads and rank are means of what the decisions say. docs/load-testing.md tells more.");
        foreach (var option in bench._syntax.All) command.Options.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(bench._syntax.Mode) == "idle")
            {
                return await bench.RunIdleAsync(result, cancellationToken);
            }
            var options = await bench._syntax.ReadAsync(result, cancellationToken);
            if (options.Sessions is { } scripts) await bench.RunSessionsAsync(result, options, scripts, cancellationToken);
            else await bench.RunTextsAsync(result, options, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private async Task RunTextsAsync(ParseResult result, BenchOptions options, CancellationToken cancellationToken)
    {
        var texts = await ReadTextsAsync(result.GetValue(_syntax.Texts), cancellationToken);
        using var encoded = new EncodedQueries();
        var inProcess = options.Url is null && options.Grpc is null;
        await using var server = inProcess ? await StartServerAsync(result, options, cancellationToken) : null;
        var targets = Targets(options, _syntax.Access.Read(result), server);
        foreach (var (_, target) in targets) await ProbeAsync(target, texts[0], cancellationToken);
        var source = new TextSource(texts, options.Vary, options.Seed);
        await new BenchRun(options).RunAsync(
            [.. targets.Select(target => (target.Name, (IWorkload)new QueryWorkload(target.Target, source)))],
            inProcess ? () => encoded.Count : null,
            cancellationToken);
        foreach (var (_, target) in targets) await target.DisposeAsync();
    }

    private static List<(string Name, ILoadTarget Target)> Targets(BenchOptions options, ServerAccess access, RouterServer? server)
    {
        if (options.Url is { } url) return [("http", new HttpTarget(url, options.Timeout, access))];
        if (options.Grpc is { } grpc) return [("grpc", new GrpcTarget(GrpcChannels.Open(grpc, access), options.Timeout))];
        var targets = new List<(string Name, ILoadTarget Target)> { ("node", new NodeTarget(server!.Node, options.Timeout)) };
        if (!options.FrontEnds) return targets;
        targets.Add(("http", new HttpTarget(server.Address, options.Timeout)));
        targets.Add(("grpc", new GrpcTarget(GrpcChannels.Open(server.GrpcAddress!), options.Timeout)));
        return targets;
    }

    private async Task RunSessionsAsync(
        ParseResult result, BenchOptions options, IReadOnlyList<SessionScript> scripts, CancellationToken cancellationToken)
    {
        using var encoded = new EncodedQueries();
        await using var server = options.Grpc is null ? await StartServerAsync(result, options, cancellationToken) : null;
        using var channel = GrpcChannels.Open(options.Grpc ?? server!.GrpcAddress!, _syntax.Access.Read(result));
        await ServerReadiness.WaitAsync(channel, ReadyWithin, cancellationToken);
        var workload = new SessionWorkload(
            new SessionPlayer(channel, options.Speed, TimeProvider.System),
            scripts,
            new SessionVariation(options.Vary, options.Timeout, options.Seed),
            PauseBetweenSessions / options.Speed,
            options.Seed);
        await new BenchRun(options).RunAsync([("sessions", workload)], server is null ? null : () => encoded.Count, cancellationToken);
    }

    /// <returns>0, or the exit code of a server that ended before it was ready and said itself why.</returns>
    private async Task<int> RunIdleAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var counts = _syntax.ReadIdle(result);
        string[] roomy =
        [
            $"router.sessions.max={IdleSessions.Most(counts)}",
            $"router.sessions.max-per-caller={IdleSessions.Most(counts)}",
            $"router.sessions.idle-timeout={IdleSessions.Patience}",
            Alone,
        ];
        // What is wrong with the configuration is said here, and not by a process that has to be waited for.
        ConfigurationSource.Load(result, _common, roomy);
        await using var server = ServerProcess.Start(
        [
            .. Given("--config", result.GetValue(_common.Config)), .. Given("--node", result.GetValue(_common.Node)),
            .. (result.GetValue(_common.Set) ?? []).Concat(roomy).SelectMany(setting => Given("--set", setting)),
        ]);
        using var channel = GrpcChannels.Open(server.GrpcAddress);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = ServerReadiness.WaitAsync(channel, ServerStartsWithin, ended.Token);
        if (await Task.WhenAny(ready, server.Ended) != ready && !cancellationToken.IsCancellationRequested)
        {
            await ended.CancelAsync();
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await server.Ended;
        }
        await ready;
        using var idle = new IdleSessions(server, channel);
        await idle.RunAsync(
            counts,
            memory => Console.Out.WriteLine(
                $"{memory.Sessions} idle sessions: {memory.Each / 1024:0.0} KiB each; the server holds {Mebibytes(memory.With)} with them, "
                + $"{Mebibytes(memory.Without)} without"),
            cancellationToken);
        return ExitCodes.Ok;
    }

    private static string[] Given(string option, string? value) => value is null ? [] : [option, value];

    private static string Mebibytes(long bytes) => $"{bytes / 1024.0 / 1024:0.0} MiB";

    /// <summary>A node in this process, with front ends that only this machine reaches.</summary>
    private Task<RouterServer> StartServerAsync(ParseResult result, BenchOptions options, CancellationToken cancellationToken)
    {
        string[] cache = result.GetValue(_syntax.NoCache) ? ["router.backbone-defaults.cache.enabled=off"] : [];
        var configuration = ConfigurationSource.Load(
            result, _common,
            [
                "router.http.host=127.0.0.1", "router.http.port=0", "router.grpc.enabled=on", "router.grpc.host=127.0.0.1", "router.grpc.port=0",
                // All clients of a bench have one address.
                "router.http.max-connections-per-address=1000000", "router.sessions.max-per-caller=1000000",
                Alone, .. cache,
            ]);
        var most = configuration.Settings.Limits.MaxTimeout;
        if (options.Timeout > most)
            throw new UsageException($"--timeout is {options.Timeout.TotalMilliseconds:0}; router.deadline.max allows {most.TotalMilliseconds:0}");
        var loggers = CliLogging.ForTools(result.GetValue(_common.Verbose));
        return RouterServer.StartAsync(configuration, loggers, TimeProvider.System, cancellationToken);
    }

    /// <summary>Sends one text before any load: a server that cannot answer it would only give errors to measure.</summary>
    private static async Task ProbeAsync(ILoadTarget target, string text, CancellationToken cancellationToken)
    {
        var answer = await target.SendAsync(text, cancellationToken);
        if (answer.Error is { } error) throw new HttpRequestException($"the first text got no decision: {error}: {answer.Detail}");
    }

    private static async Task<IReadOnlyList<string>> ReadTextsAsync(string? file, CancellationToken cancellationToken)
    {
        var path = file ?? ConfigurationSource.FindInInstallation(Path.Combine("samples", "utterances.txt"));
        try
        {
            var texts = await TextSource.ReadAsync(path, cancellationToken);
            return texts.Count > 0 ? texts : throw new UsageException($"--texts: there is no text in {path}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--texts: {error.Message}");
        }
    }
}
