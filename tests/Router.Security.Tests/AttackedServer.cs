using System.Diagnostics;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Router.Host;
using Router.Host.Tests.Security;
using Messages = Router.Contracts.Protocol;

namespace Router.Security.Tests;

/// <summary>
/// A node with the shipped models on real sockets, and an ordinary client that goes on asking it over both doors while it is attacked: whatever comes, that
/// client gets its answers, no connection is left open, no error is logged, and the memory is given back.
/// </summary>
public sealed class AttackedServer : IAsyncLifetime
{
    private const string OpenConnections = "kestrel.active_connections";

    /// <summary>What an ordinary client asks.</summary>
    private const string Question = "wake me up at six tomorrow";

    /// <summary>Objects that may be left of an attack, in bytes: pooled buffers, and what the ordinary client left meanwhile.</summary>
    private const long MayStay = 24L << 20;

    /// <summary>The runtime's pool of arrays lets go of those that nobody has taken for a minute, some at each full collection.</summary>
    private static readonly TimeSpan PoolForgets = TimeSpan.FromMinutes(2);

    /// <summary>Files that the ordinary client's connections and the runtime may have opened anew meanwhile.</summary>
    private const int MayStayOpen = 8;

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CapturedLog _log = new(LogLevel.Error, "Grpc.", "Microsoft.AspNetCore.Server.Kestrel.Http2");
    private readonly CounterReadings _connections = new(OpenConnections);
    private readonly HttpClient _http = new();
    private RouterServer? _server;
    private GrpcChannel? _channel;

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Http => _server!.Address;

    /// <summary>Where it listens for gRPC.</summary>
    public Uri Grpc => _server!.GrpcAddress!;

    /// <summary>How long a message may take to arrive, shorter than by default: tests wait for it.</summary>
    public static TimeSpan ReceiveTimeout { get; } = TimeSpan.FromSeconds(2);

    public async Task InitializeAsync()
    {
        // The ordinary client asks the same all the time: with the cache, that costs the machine little.
        var configuration = Installation.Configuration(
            $"router.limits.receive-timeout = {ReceiveTimeout.TotalSeconds}s", "router.backbone-defaults.cache.enabled = on");
        _server = await RouterServer.StartAsync(configuration, _log, TimeProvider.System, CancellationToken.None);
        _http.BaseAddress = Http;
        _channel = GrpcChannel.ForAddress(Grpc);
        await AskAsync();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _channel?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        // A stopped server has said all that it will ever say.
        NothingIsIn(_log.Text);
        _connections.Dispose();
        _log.Dispose();
    }

    /// <summary>Runs an attack, and sees to it that nobody else notices and that nothing is left of it in memory.</summary>
    public async Task ForgetsAsync(Func<Task> attack)
    {
        var (bytes, files) = (GC.GetTotalMemory(forceFullCollection: true), OpenFiles());
        await SurvivesAsync(attack);
        await FallsAsync("bytes", () => GC.GetTotalMemory(forceFullCollection: true), bytes + MayStay, PoolForgets, TimeSpan.FromSeconds(5));
        // The server counts a connection as ended before it closes its socket.
        await FallsAsync("open files", () => OpenFiles(), files + MayStayOpen, Patience, TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Runs an attack, and sees to it that nobody else notices.</summary>
    public async Task SurvivesAsync(Func<Task> attack)
    {
        // An attack before may have made room with the ordinary client's connections: they are open again before they are counted.
        await AskAsync();
        var (before, logged) = (Open(), _log.Text.Length);
        using var over = new CancellationTokenSource();
        var asking = AskUntilAsync(over.Token);
        try
        {
            await attack();
        }
        finally
        {
            await over.CancelAsync();
            await asking;
        }
        await AskAsync();
        await ClosedAsync(before);
        NothingIsIn(_log.Text[logged..]);
    }

    /// <summary>All of it is shown: a comparison shows no more than its beginning.</summary>
    private static void NothingIsIn(string log) => Assert.True(log.Length == 0, log);

    private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;

    private long Open() => _connections[$"{OpenConnections}{{server.port={Http.Port}}}"] + _connections[$"{OpenConnections}{{server.port={Grpc.Port}}}"];

    /// <summary>Ends when no more connections are open than were before.</summary>
    private async Task ClosedAsync(long before)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections.Changed = Look;
        Look();
        await closed.Task.WaitAsync(Patience);
        _connections.Changed = null;

        void Look()
        {
            if (Open() <= before) closed.TrySetResult();
        }
    }

    /// <summary>Ends when there is no more than that of something; nothing tells of the moment.</summary>
    private static async Task FallsAsync(string what, Func<long> held, long allowed, TimeSpan patience, TimeSpan interval)
    {
        using var looks = new PeriodicTimer(interval);
        var waited = Stopwatch.StartNew();
        while (held() is var now && now > allowed)
        {
            Assert.True(waited.Elapsed < patience, $"{now} {what}, {allowed} may be.");
            await looks.WaitForNextTickAsync();
        }
    }

    private async Task AskUntilAsync(CancellationToken over)
    {
        do await AskAsync();
        while (!over.IsCancellationRequested);
    }

    private async Task AskAsync()
    {
        var overHttp = await _http.RouteAsync(Question);
        var overGrpc = await new Messages.Router.RouterClient(_channel).RouteAsync(new Messages.RouteRequest { Text = Question });
        Assert.Equal(("alarm", "alarm"), (overHttp.GetProperty("subsystem").GetString(), overGrpc.Subsystem));
    }
}

/// <summary>Attacks come one after the other, and beside no other test: each is told from the others by what is left of it in this process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AttackedCollection : ICollectionFixture<AttackedServer>
{
    public const string Name = "attacked";
}
