using System.Diagnostics;
using System.Text.Json;
using Router.Tools.Cli;

namespace Router.Tools.Models;

/// <summary>
/// Verifies packages in a process of its own, which is ended when one takes more time or memory than it may: a model is a program that others
/// wrote, and what runs it in this process could not be stopped.
/// </summary>
/// <param name="start">Starts a process that reads the directory of a package a line, and writes its report a line.</param>
/// <param name="limits">For each package.</param>
internal sealed class VerificationProcess(ProcessStartInfo start, VerificationLimits limits) : IDisposable
{
    /// <summary>How often the memory is looked at.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private Process? _process;

    /// <summary>Verifies a package; a process that had to be ended, or ended itself, is a problem of the package.</summary>
    public async Task<PackageReport> VerifyAsync(string directory, CancellationToken cancellationToken)
    {
        var process = _process ??= Start();
        var started = Stopwatch.GetTimestamp();
        await process.StandardInput.WriteLineAsync(directory.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        var line = process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(line, Task.Delay(Glance, cancellationToken)) != line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Excess(process, Stopwatch.GetElapsedTime(started)) is not { } excess) continue;
            End();
            return PackageReport.Of(directory, $"{directory}: {excess}; its verification was ended");
        }
        if (await line is { } report) return JsonSerializer.Deserialize(report, ReportJson.Relaxed.PackageReport)!;
        await process.WaitForExitAsync(cancellationToken);
        var code = process.ExitCode;
        End();
        return PackageReport.Of(directory, $"{directory}: the process that verified it ended with {code}");
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private string? Excess(Process process, TimeSpan elapsed)
    {
        if (elapsed > limits.Time) return $"took more than {limits.Time.TotalSeconds:0} s";
        if (process.HasExited) return null;
        process.Refresh();
        return process.WorkingSet64 > limits.Bytes ? $"took more than {limits.Bytes >> 20} MiB of memory" : null;
    }

    private Process Start()
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    private void End()
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
