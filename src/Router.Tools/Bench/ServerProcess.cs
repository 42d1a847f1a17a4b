using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>A router in a process of its own, so that its memory is its own; ends with this object.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri grpc) => (_process, GrpcAddress) = (process, grpc);

    /// <summary>Where it serves gRPC.</summary>
    public Uri GrpcAddress { get; }

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
        var program = Environment.ProcessPath!;
        // A program that runs as "dotnet router.dll" names the runtime here.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(
            program,
            [
                .. library, "serve", .. arguments, "--set", "router.http.host=127.0.0.1", "--port", "0",
                "--set", "router.grpc.enabled=on", "--set", "router.grpc.host=127.0.0.1", "--grpc-port", $"{port}",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        // Nobody needs what it prints, but it must not wait until somebody reads it.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return new ServerProcess(process, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
