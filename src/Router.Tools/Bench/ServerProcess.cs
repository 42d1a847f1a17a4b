using System.Diagnostics;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>A router in a process of its own, so that its memory is its own; ends with this object.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri grpc) => (_process, GrpcAddress, Ended) = (process, grpc, EndAsync(process));

    /// <summary>Where it serves gRPC.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>Its exit code, when it has ended.</summary>
    public Task<int> Ended { get; }

    /// <summary>Bytes of its memory that are in RAM now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Runs <c>router serve</c>; it may not be ready yet.</summary>
    /// <param name="arguments">Further arguments; where it listens is chosen here.</param>
    public static ServerProcess Start(IEnumerable<string> arguments)
    {
        var port = FreePorts.Find(1)[0];
        var start = OwnProgram.With(
        [
            "serve", .. arguments, "--set", "router.http.host=127.0.0.1", "--port", "0",
            "--set", "router.grpc.enabled=on", "--set", "router.grpc.host=127.0.0.1", "--grpc-port", $"{port}",
        ]);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        // Nobody needs what it prints, but it must not wait until somebody reads it.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return new ServerProcess(process, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await Ended;
        _process.Dispose();
    }

    private static async Task<int> EndAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
