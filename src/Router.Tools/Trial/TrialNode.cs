using System.Diagnostics;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>A node of a cluster on trial: a process of its own, which may be ended and started again at the same ports.</summary>
/// <param name="name">Its name.</param>
/// <param name="url">Where it listens for HTTP.</param>
/// <param name="arguments">Of <c>router</c>.</param>
/// <param name="log">The file that takes what it prints.</param>
/// <param name="network">A network of its own; null for that of the machine.</param>
internal sealed class TrialNode(string name, Uri url, IReadOnlyList<string> arguments, string log, NodeNetwork? network = null) : IAsyncDisposable
{
    /// <summary>Longer than a node takes to start, and a cluster to spread its replicas.</summary>
    public static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    /// <summary>Longer than the longest way of a node to end in order.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(45);

    private readonly ClusterClient _cluster = new(url);
    private Process? _process;
    private StreamWriter? _log;
    private bool _isToEnd;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Url => url;

    /// <summary>Its network; null for that of the machine.</summary>
    public NodeNetwork? Network => network;

    /// <summary>Asks it about its cluster.</summary>
    public ClusterClient Cluster => _cluster;

    /// <summary>Starts its process; it may not be ready yet.</summary>
    public void Start()
    {
        var start = OwnProgram.With(arguments);
        if (network is not null) start = network.Within(start);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var writer = TextWriter.Synchronized(_log = new StreamWriter(log, append: true) { AutoFlush = true });
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(writer, line.Data);
        _process.ErrorDataReceived += (_, line) => Write(writer, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _isToEnd = false;
    }

    /// <summary>Starts its process, and waits until it is ready.</summary>
    /// <exception cref="ClusterException">It ended instead.</exception>
    /// <exception cref="HttpRequestException">It was not ready within <see cref="StartsWithin"/>.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return UntilReadyAsync(StartsWithin, cancellationToken);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="ClusterException">It ended instead.</exception>
    /// <exception cref="HttpRequestException">It was not ready when the time was over.</exception>
    public async Task UntilReadyAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = ServerReadiness.WaitAsync(client, within, stop.Token);
        var ended = _process!.WaitForExitAsync(stop.Token);
        try
        {
            if (await Task.WhenAny(ready, ended) == ended) ThrowIfEnded();
            await ready;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(ready, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends its process without a word (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await ReleaseAsync();
    }

    /// <summary>Has it leave the cluster and end (SIGTERM).</summary>
    /// <exception cref="ClusterException">It did not end, or not well.</exception>
    public async Task LeaveAsync()
    {
        _isToEnd = true;
        await SignalAsync("TERM");
        await EndAsync(expected: 0);
    }

    /// <summary>Has its process stand still (SIGSTOP).</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Has its process go on (SIGCONT).</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>From now on it may end by itself.</summary>
    public void ExpectEnd() => _isToEnd = true;

    /// <summary>Waits until it has ended by itself.</summary>
    /// <param name="expected">The exit code.</param>
    /// <exception cref="ClusterException">It did not end, or with another code.</exception>
    public async Task EndAsync(int expected)
    {
        using var limit = new CancellationTokenSource(EndsWithin);
        await _process!.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) throw new ClusterException($"node {name} has not ended within {EndsWithin.TotalSeconds} s; {log} says why");
        if (_process.ExitCode != expected) throw new ClusterException($"node {name} ended with code {_process.ExitCode} and not {expected}; {log} says why");
        await ReleaseAsync();
    }

    /// <summary>Fails when its process has ended by itself and was not to.</summary>
    /// <exception cref="ClusterException">It has.</exception>
    public void ThrowIfEnded()
    {
        if (!_isToEnd && _process is { HasExited: true }) throw new ClusterException($"node {name} ended by itself with code {_process.ExitCode}; {log} says why");
    }

    /// <summary>Has it leave the cluster and end (SIGTERM); one that does not is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        if (_process is null) return;
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await SignalAsync("CONT");
        }
        using var limit = new CancellationTokenSource(EndsWithin);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) _process.Kill();
        await ReleaseAsync();
    }

    private async Task SignalAsync(string signal)
    {
        // It may have ended in the meantime, which is no news.
        var start = new ProcessStartInfo("kill", [$"-{signal}", $"{_process!.Id}"]) { UseShellExecute = false, RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        await kill.WaitForExitAsync();
    }

    private static void Write(TextWriter writer, string? line)
    {
        if (line is not null) writer.WriteLine(line);
    }

    private async Task ReleaseAsync()
    {
        var process = _process!;
        _process = null;
        await process.WaitForExitAsync();
        process.Dispose();
        await _log!.DisposeAsync();
    }
}
