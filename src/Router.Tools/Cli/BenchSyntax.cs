using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Bench;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>The command line of <c>router bench</c>, and what it asks for.</summary>
internal sealed class BenchSyntax
{
    private const int DefaultMaxWindows = 12;
    private const int DefaultTimeoutMs = 5000;
    private const double DefaultWindow = 5;
    private const int DefaultIdle = 4000;
    private const double DefaultSessionsWindow = 15;

    public Option<string?> Mode { get; } = new("--mode")
    {
        Description = "unary sends texts, each by itself; sessions plays recorded sessions over gRPC; idle opens sessions in which nobody speaks "
            + "and reads the memory of a server started for it. unary unless given.",
        HelpName = "unary|sessions|idle",
    };

    public Option<Uri?> Url { get; } = new("--url", "-u")
    {
        Description = "Sends the texts to the server at this address, as JSON over HTTP.",
        HelpName = "URL",
        CustomParser = Addresses.ParseHttp,
    };

    public Option<Uri?> Grpc { get; } = new("--grpc", "-g")
    {
        Description = "Calls the server at this address over gRPC; https://HOST:PORT for TLS. Without --url and --grpc a node in this "
            + "process is measured: for texts by itself, for sessions through its gRPC front end.",
        HelpName = "HOST:PORT",
        CustomParser = Addresses.ParseGrpc,
    };

    public Option<bool> FrontEnds { get; } = new("--front-ends")
    {
        Description = "In process: measures each load also through the node's HTTP and gRPC front ends, to compare.",
    };

    public Option<string?> Texts { get; } = new("--texts", "-t")
    {
        Description = "The texts, one a line; samples/utterances.txt of the installation unless given.",
        HelpName = "FILE",
    };

    public Option<string?> Sessions { get; } = new("--sessions")
    {
        Description = "The sessions; samples/sessions of the installation unless given.",
        HelpName = "FILE|DIRECTORY",
    };

    public Option<double?> Speed { get; } = NumberOption.CreateReal(
        "--speed", "-x", "How many times faster than recorded sessions are played; 1 unless given.", 0.1, 100);

    public Option<IReadOnlyList<double>?> Concurrency { get; } = new("--concurrency", "-n")
    {
        Description = "Closed loop: so many clients at once, each waiting for its answer before it begins anew; 1:64:x2 unless given. "
            + $"With --mode idle the sessions open at once; {DefaultIdle} unless given.",
        HelpName = "FROM:TO:xFACTOR|LIST",
        CustomParser = result => ParseSteps(result, "--concurrency", 1, 4096, whole: true),
    };

    public Option<IReadOnlyList<double>?> Rate { get; } = new("--rate", "-r")
    {
        Description = "Open loop: so many texts or sessions begin each second on average, independent of each other (Poisson arrivals); "
            + "latency counts from when each was due, however late it could be sent.",
        HelpName = "FROM:TO:xFACTOR|LIST",
        CustomParser = result => ParseSteps(result, "--rate", 0.1, 100_000, whole: false),
    };

    public Option<double?> Window { get; } = NumberOption.CreateReal(
        "--window",
        "-w",
        $"Seconds that a window lasts; {DefaultWindow} unless given, {DefaultSessionsWindow} for sessions. The first under each load warms up "
        + "and does not count.",
        0.1,
        3600);

    public Option<int?> MaxWindows { get; } = NumberOption.Create(
        "--max-windows",
        "-m",
        "Under each load, windows are repeated until three in a row agree within 10 % in throughput and p99. After so many "
        + $"without, the load is called unstable; {DefaultMaxWindows} unless given.",
        StabilityRule.Windows,
        1000);

    public Option<int?> Timeout { get; } = NumberOption.Create(
        "--timeout", "-o", $"Milliseconds that each decision may take; {DefaultTimeoutMs} unless given. One that takes longer is an error.", 1, 600_000);

    public Option<bool> Repeat { get; } = new("--repeat")
    {
        Description = "Sends the texts as they stand, most of which the router then answers from its cache. Without it each text or utterance "
            + "gets three filler words in front that make it a new one.",
    };

    public Option<bool> NoCache { get; } = new("--no-cache")
    {
        Description = "In process: sends the texts as they stand, with the cache switched off (router.backbone-defaults.cache.enabled=off).",
    };

    public Option<int?> Seed { get; } = NumberOption.Create("--seed", "-e", "Of all random numbers; 1 unless given.", 0, int.MaxValue);

    public Option<string?> Csv { get; } = new("--csv") { Description = "Writes the results as CSV.", HelpName = "FILE" };

    public Option<string?> Plot { get; } = new("--plot") { Description = "Draws latency over load as SVG.", HelpName = "FILE" };

    public AccessOptions Access { get; } = new();

    public BenchSyntax() => Mode.AcceptOnlyFromAmong("unary", "sessions", "idle");

    /// <summary>All options, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
    [
        Mode, Url, Grpc, FrontEnds, Texts, Sessions, Speed, Concurrency, Rate, Window, MaxWindows, Timeout, Repeat, NoCache, Seed, Csv, Plot,
        .. Access.All,
    ];

    /// <summary>What is to be measured, with texts or sessions.</summary>
    /// <exception cref="UsageException">Options exclude each other, or a file cannot be used.</exception>
    public async Task<BenchOptions> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var sessions = result.GetValue(Mode) == "sessions";
        var (url, grpc) = (result.GetValue(Url), result.GetValue(Grpc));
        var (concurrency, rate) = (result.GetValue(Concurrency), result.GetValue(Rate));
        var noCache = result.GetValue(NoCache);
        if (url is not null && grpc is not null) throw new UsageException("--url and --grpc exclude each other");
        if (url is not null && sessions) throw new UsageException("--mode sessions goes over gRPC; give --grpc in the place of --url");
        if (concurrency is not null && rate is not null) throw new UsageException("--concurrency and --rate exclude each other");
        if (noCache && (url ?? grpc) is not null)
            throw new UsageException("--no-cache goes without --url and --grpc; the cache of a server is its configuration's");
        if ((url ?? grpc) is null && Access.All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } alone)
            throw new UsageException($"{alone.Name} goes with --url or --grpc");
        var window = TimeSpan.FromSeconds(result.GetValue(Window) ?? (sessions ? DefaultSessionsWindow : DefaultWindow));
        var frontEnds = result.GetValue(FrontEnds);
        if (frontEnds && (sessions || (url ?? grpc) is not null)) throw new UsageException("--front-ends goes with texts, without --url and --grpc");
        return new BenchOptions
        {
            FrontEnds = frontEnds,
            Url = url,
            Grpc = grpc,
            Sessions = sessions ? await ReadSessionsAsync(result.GetValue(Sessions), cancellationToken) : null,
            Speed = result.GetValue(Speed) ?? 1,
            Loads = rate ?? concurrency ?? [1, 2, 4, 8, 16, 32, 64],
            OpenLoop = rate is not null,
            Plan = new LoadPlan(window, result.GetValue(MaxWindows) ?? DefaultMaxWindows),
            Timeout = TimeSpan.FromMilliseconds(result.GetValue(Timeout) ?? DefaultTimeoutMs),
            Seed = result.GetValue(Seed) ?? 1,
            Vary = !noCache && !result.GetValue(Repeat),
            Csv = Writable("--csv", result.GetValue(Csv)),
            Plot = Writable("--plot", result.GetValue(Plot)),
        };
    }

    /// <summary>How many idle sessions are to be measured, one step after another.</summary>
    /// <exception cref="UsageException">There is an option that has no meaning for them.</exception>
    public IReadOnlyList<int> ReadIdle(ParseResult result)
    {
        var others = All.Except([Mode, Concurrency]);
        if (others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
            throw new UsageException($"{given.Name} does not go with --mode idle");
        return result.GetValue(Concurrency) is { } steps ? [.. steps.Select(step => (int)step)] : [DefaultIdle];
    }

    private static Task<IReadOnlyList<SessionScript>> ReadSessionsAsync(string? path, CancellationToken cancellationToken) =>
        StreamCommand.ReadAsync([path ?? ConfigurationSource.FindInInstallation(Path.Combine("samples", "sessions"))], cancellationToken);

    /// <summary>Tries a file that is written at the end, so that a wrong path shows before the measurement.</summary>
    private static string? Writable(string option, string? path)
    {
        if (path is not null) OutputFile.Open(option, path).Dispose();
        return path;
    }

    private static IReadOnlyList<double>? ParseSteps(ArgumentResult result, string option, double smallest, double largest, bool whole)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (LoadSteps.TryParse(text, smallest, largest, whole, out var steps, out var problem)) return steps;
        result.AddError($"{option} {problem}");
        return null;
    }
}
