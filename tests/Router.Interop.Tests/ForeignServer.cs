using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Router.Interop.Tests;

/// <summary>An echo server on grpcio, in a process of its own, for all tests of a class.</summary>
public sealed class ForeignServer : IAsyncLifetime
{
    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private Process? _process;

    public Uri? Address { get; private set; }

    public async Task InitializeAsync()
    {
        var clients = typeof(ForeignServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => string.Equals(attribute.Key, "Clients", StringComparison.Ordinal)).Value!;
        var script = Path.Combine(clients, "..", "servers", "python", "server.py");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException("Debian's python3-grpcio is needed: eng/setup.sh --interop installs it.");
        Address = new Uri($"http://127.0.0.1:{JsonNode.Parse(line)!["port"]}");
    }

    public async Task DisposeAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
