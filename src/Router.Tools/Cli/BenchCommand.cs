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
    private const int DefaultMaxWindows = 12;
    private const int DefaultTimeoutMs = 5000;
    private const double DefaultWindow = 5;
    private const int DefaultIdle = 4000;
    private const double DefaultSessionsWindow = 15;

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ServerStartsWithin = TimeSpan.FromMinutes(2);

    /// <summary>Longest pause of a client between two sessions, at the speed of their recording.</summary>
    private static readonly TimeSpan PauseBetweenSessions = TimeSpan.FromSeconds(4);

    private readonly CommonOptions _common;

    private readonly Option<string?> _mode = new("--mode")
    {
        Description = "unary sends texts, each by itself; sessions plays recorded sessions over gRPC; idle opens sessions in which nobody speaks "
            + "and reads the memory of a server started for it. unary unless given.",
        HelpName = "unary|sessions|idle",
    };

    private readonly Option<Uri?> _url = new("--url", "-u")
    {
        Description = "Sends the texts to the server at this address, as JSON over HTTP.",
        HelpName = "URL",
        CustomParser = Addresses.ParseHttp,
    };

    private readonly Option<Uri?> _grpc = new("--grpc", "-g")
    {
        Description = "Calls the server at this address over gRPC; https://HOST:PORT for TLS. Without --url and --grpc a node in this "
            + "process is measured: for texts by itself, for sessions through its gRPC front end.",
        HelpName = "HOST:PORT",
        CustomParser = Addresses.ParseGrpc,
    };

    private readonly Option<bool> _frontEnds = new("--front-ends")
    {
        Description = "In process: measures each load also through the node's HTTP and gRPC front ends, to compare.",
    };

    private readonly Option<string?> _texts = new("--texts", "-t")
    {
        Description = "The texts, one a line; samples/utterances.txt of the installation unless given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _sessions = new("--sessions")
    {
        Description = "The sessions; samples/sessions of the installation unless given.",
        HelpName = "FILE|DIRECTORY",
    };

    private readonly Option<double?> _speed = NumberOption.CreateReal(
        "--speed", "-x", "How many times faster than recorded sessions are played; 1 unless given.", 0.1, 100);

    private readonly Option<IReadOnlyList<double>?> _concurrency = new("--concurrency", "-n")
    {
        Description = "Closed loop: so many clients at once, each waiting for its answer before it begins anew; 1:64:x2 unless given. "
            + $"With --mode idle the sessions open at once; {DefaultIdle} unless given.",
        HelpName = "FROM:TO:xFACTOR|LIST",
        CustomParser = result => ParseSteps(result, "--concurrency", 1, 4096, whole: true),
    };

    private readonly Option<IReadOnlyList<double>?> _rate = new("--rate", "-r")
    {
        Description = "Open loop: so many texts or sessions begin each second on average, independent of each other (Poisson arrivals); "
            + "latency counts from when each was due, however late it could be sent.",
        HelpName = "FROM:TO:xFACTOR|LIST",
        CustomParser = result => ParseSteps(result, "--rate", 0.1, 100_000, whole: false),
    };

    private readonly Option<double?> _window = NumberOption.CreateReal(
        "--window",
        "-w",
        $"Seconds that a window lasts; {DefaultWindow} unless given, {DefaultSessionsWindow} for sessions. The first under each load warms up "
        + "and does not count.",
        0.1,
        3600);

    private readonly Option<int?> _maxWindows = NumberOption.Create(
        "--max-windows",
        "-m",
        "Under each load, windows are repeated until three in a row agree within 10 % in throughput and p99. After so many "
        + $"without, the load is called unstable; {DefaultMaxWindows} unless given.",
        StabilityRule.Windows,
        1000);

    private readonly Option<int?> _timeout = NumberOption.Create(
        "--timeout", "-o", $"Milliseconds that each decision may take; {DefaultTimeoutMs} unless given. One that takes longer is an error.", 1, 600_000);

    private readonly Option<bool> _repeat = new("--repeat")
    {
        Description = "Sends the texts as they stand, most of which the router then answers from its cache. Without it each text or utterance "
            + "gets three filler words in front that make it a new one.",
    };

    private readonly Option<bool> _noCache = new("--no-cache")
    {
        Description = "In process: sends the texts as they stand, with the cache switched off (router.backbone.cache.enabled=off).",
    };

    private readonly Option<int?> _seed = NumberOption.Create("--seed", "-e", "Of all random numbers; 1 unless given.", 0, int.MaxValue);

    private readonly Option<string?> _csv = new("--csv") { Description = "Writes the results as CSV.", HelpName = "FILE" };

    private readonly Option<string?> _plot = new("--plot") { Description = "Draws latency over load as SVG.", HelpName = "FILE" };

    private BenchCommand(CommonOptions common)
    {
        _common = common;
        _mode.AcceptOnlyFromAmong("unary", "sessions", "idle");
    }

    public static Command Create(CommonOptions common)
    {
        var bench = new BenchCommand(common);
        var command = new Command(
            "bench",
            "Measures latency and throughput under load: of a running server, or of a node in this process.\n\n"
            + "Latency is that of decisions, for sessions from final hypothesis to final decision; errors are counted apart. queue, encode, "
            + "heads and rank are means of what the decisions say. docs/load-testing.md tells more.")
        {
            bench._mode, bench._url, bench._grpc, bench._frontEnds, bench._texts, bench._sessions, bench._speed, bench._concurrency, bench._rate, bench._window,
            bench._maxWindows, bench._timeout, bench._repeat, bench._noCache, bench._seed, bench._csv, bench._plot,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(bench._mode) == "idle")
            {
                await bench.RunIdleAsync(result, cancellationToken);
                return ExitCodes.Ok;
            }
            var options = await bench.ReadAsync(result, cancellationToken);
            if (options.Sessions is { } scripts) await bench.RunSessionsAsync(result, options, scripts, cancellationToken);
            else await bench.RunTextsAsync(result, options, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private async Task RunTextsAsync(ParseResult result, BenchOptions options, CancellationToken cancellationToken)
    {
        var texts = await ReadTextsAsync(result.GetValue(_texts), cancellationToken);
        using var encoded = new EncodedQueries();
        var inProcess = options.Url is null && options.Grpc is null;
        await using var server = inProcess ? await StartServerAsync(result, options, cancellationToken) : null;
        var targets = Targets(options, server);
        foreach (var (_, target) in targets) await ProbeAsync(target, texts[0], cancellationToken);
        var source = new TextSource(texts, options.Vary, options.Seed);
        await new BenchRun(options).RunAsync(
            [.. targets.Select(target => (target.Name, (IWorkload)new QueryWorkload(target.Target, source)))],
            inProcess ? () => encoded.Count : null,
            cancellationToken);
        foreach (var (_, target) in targets) await target.DisposeAsync();
    }

    private static List<(string Name, ILoadTarget Target)> Targets(BenchOptions options, RouterServer? server)
    {
        if (options.Url is { } url) return [("http", new HttpTarget(url, options.Timeout))];
        if (options.Grpc is { } grpc) return [("grpc", new GrpcTarget(GrpcChannels.Open(grpc), options.Timeout))];
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
        using var channel = GrpcChannels.Open(options.Grpc ?? server!.GrpcAddress!);
        await ServerReadiness.WaitAsync(channel, ReadyWithin, cancellationToken);
        var workload = new SessionWorkload(
            new SessionPlayer(channel, options.Speed, TimeProvider.System),
            scripts,
            new SessionVariation(options.Vary, options.Timeout, options.Seed),
            PauseBetweenSessions / options.Speed,
            options.Seed);
        await new BenchRun(options).RunAsync([("sessions", workload)], server is null ? null : () => encoded.Count, cancellationToken);
    }

    private async Task RunIdleAsync(ParseResult result, CancellationToken cancellationToken)
    {
        Option[] others =
        [
            _url, _grpc, _frontEnds, _texts, _sessions, _speed, _rate, _window, _maxWindows, _timeout, _repeat, _noCache, _seed, _csv, _plot,
        ];
        if (others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
            throw new UsageException($"{given.Name} does not go with --mode idle");
        IReadOnlyList<int> counts = result.GetValue(_concurrency) is { } steps ? [.. steps.Select(step => (int)step)] : [DefaultIdle];
        string[] configuration = result.GetValue(_common.Config) is { } file ? ["--config", file] : [];
        string[] roomy = [$"router.sessions.max={IdleSessions.Most(counts)}", $"router.sessions.idle-timeout={IdleSessions.Patience}"];
        using var server = ServerProcess.Start(
            [.. configuration, .. (result.GetValue(_common.Set) ?? []).Concat(roomy).SelectMany(setting => new[] { "--set", setting })]);
        using var channel = GrpcChannels.Open(server.GrpcAddress);
        await ServerReadiness.WaitAsync(channel, ServerStartsWithin, cancellationToken);
        using var idle = new IdleSessions(server, channel);
        await idle.RunAsync(
            counts,
            memory => Console.Out.WriteLine(
                $"{memory.Sessions} idle sessions: {memory.Each / 1024:0.0} KiB each; the server holds {Mebibytes(memory.With)} with them, "
                + $"{Mebibytes(memory.Without)} without"),
            cancellationToken);
    }

    private static string Mebibytes(long bytes) => $"{bytes / 1024.0 / 1024:0.0} MiB";

    private async Task<BenchOptions> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var sessions = result.GetValue(_mode) == "sessions";
        var (url, grpc) = (result.GetValue(_url), result.GetValue(_grpc));
        var (concurrency, rate) = (result.GetValue(_concurrency), result.GetValue(_rate));
        var noCache = result.GetValue(_noCache);
        if (url is not null && grpc is not null) throw new UsageException("--url and --grpc exclude each other");
        if (url is not null && sessions) throw new UsageException("--mode sessions goes over gRPC; give --grpc in the place of --url");
        if (concurrency is not null && rate is not null) throw new UsageException("--concurrency and --rate exclude each other");
        if (noCache && (url ?? grpc) is not null)
            throw new UsageException("--no-cache goes without --url and --grpc; the cache of a server is its configuration's");
        var window = TimeSpan.FromSeconds(result.GetValue(_window) ?? (sessions ? DefaultSessionsWindow : DefaultWindow));
        var frontEnds = result.GetValue(_frontEnds);
        if (frontEnds && (sessions || (url ?? grpc) is not null)) throw new UsageException("--front-ends goes with texts, without --url and --grpc");
        return new BenchOptions
        {
            FrontEnds = frontEnds,
            Url = url,
            Grpc = grpc,
            Sessions = sessions ? await ReadSessionsAsync(result.GetValue(_sessions), cancellationToken) : null,
            Speed = result.GetValue(_speed) ?? 1,
            Loads = rate ?? concurrency ?? [1, 2, 4, 8, 16, 32, 64],
            OpenLoop = rate is not null,
            Plan = new LoadPlan(window, result.GetValue(_maxWindows) ?? DefaultMaxWindows),
            Timeout = TimeSpan.FromMilliseconds(result.GetValue(_timeout) ?? DefaultTimeoutMs),
            Seed = result.GetValue(_seed) ?? 1,
            Vary = !noCache && !result.GetValue(_repeat),
            Csv = Writable("--csv", result.GetValue(_csv)),
            Plot = Writable("--plot", result.GetValue(_plot)),
        };
    }

    /// <summary>A node in this process, with front ends that only this machine reaches.</summary>
    private Task<RouterServer> StartServerAsync(ParseResult result, BenchOptions options, CancellationToken cancellationToken)
    {
        string[] cache = result.GetValue(_noCache) ? ["router.backbone.cache.enabled=off"] : [];
        var configuration = ConfigurationSource.Load(
            result, _common,
            [
                "router.http.host=127.0.0.1", "router.http.port=0", "router.grpc.enabled=on", "router.grpc.host=127.0.0.1", "router.grpc.port=0",
                .. cache,
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

    private static Task<IReadOnlyList<SessionScript>> ReadSessionsAsync(string? path, CancellationToken cancellationToken) =>
        StreamCommand.ReadAsync([path ?? ConfigurationSource.FindInInstallation(Path.Combine("samples", "sessions"))], cancellationToken);

    /// <summary>Opens a file that is written at the end, so that a wrong path shows before the measurement.</summary>
    private static string? Writable(string option, string? path)
    {
        if (path is null) return null;
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }

    private static IReadOnlyList<double>? ParseSteps(ArgumentResult result, string option, double smallest, double largest, bool whole)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (LoadSteps.TryParse(text, smallest, largest, whole, out var steps, out var problem)) return steps;
        result.AddError($"{option} {problem}");
        return null;
    }
}
