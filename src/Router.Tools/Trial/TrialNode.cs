using System.Diagnostics;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>A node of a cluster on trial: a process of its own, which may be killed and started again at the same ports.</summary>
/// <param name="name">Its name.</param>
/// <param name="url">Where it listens for HTTP.</param>
/// <param name="arguments">Of <c>router</c>.</param>
/// <param name="log">The file that takes what it prints.</param>
internal sealed class TrialNode(string name, Uri url, IReadOnlyList<string> arguments, string log) : IAsyncDisposable
{
    /// <summary>Longer than the longest way of a node to end in order.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(45);

    private Process? _process;
    private StreamWriter? _log;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Url => url;

    /// <summary>Starts its process; it may not be ready yet.</summary>
    public void Start()
    {
        var start = OwnProgram.With(arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var writer = TextWriter.Synchronized(_log = new StreamWriter(log, append: true) { AutoFlush = true });
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(writer, line.Data);
        _process.ErrorDataReceived += (_, line) => Write(writer, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends its process without a word (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await ReleaseAsync();
    }

    /// <summary>Fails when its process has ended by itself.</summary>
    /// <exception cref="ClusterException">It has.</exception>
    public void ThrowIfEnded()
    {
        if (_process is { HasExited: true }) throw new ClusterException($"node {name} ended by itself with code {_process.ExitCode}; {log} says why");
    }

    /// <summary>Has it leave the cluster and end (SIGTERM); one that does not is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await SignalAsync("TERM");
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
        await _process!.WaitForExitAsync();
        _process.Dispose();
        await _log!.DisposeAsync();
        _process = null;
    }
}
