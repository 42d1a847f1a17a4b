using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host;
using Router.Host.Configuration;

namespace Router.Interop.Tests;

/// <summary>The router with its shipped models, and both clients.</summary>
public sealed class RouterPeer : IAsyncLifetime
{
    private RouterServer? _server;
    private ForeignClient? _node;
    private ForeignClient? _python;

    public async Task InitializeAsync()
    {
        _server = await StartAsync();
        _node = await new NodePeer().StartClientAsync();
        _python = await new PythonPeer().StartClientAsync();
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_python is not null) await _python.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>Starts another router with other settings.</summary>
    internal static Task<RouterServer> StartAsync(params string[] overrides) => RouterServer.StartAsync(
        RouterConfiguration.Load(
            Path.Combine(FindRoot(), "hocon", "router.conf"),
            ["router.http.port=0", "router.grpc.port=0", "router.deadline.default=20s", "router.log.level=error", .. overrides]),
        NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

    /// <summary>Lets one of the clients call <c>Route</c>.</summary>
    internal Task<JsonObject> RouteAsync(string client, object request) => AskAsync(client, "route", new { request });

    internal Task<JsonObject> AskAsync(string client, string scenario, object arguments, RouterServer? server = null) =>
        Client(client).AskAsync(scenario, (server ?? _server)!.GrpcAddress!, arguments);

    private ForeignClient Client(string name) => name == "node" ? _node! : _python!;

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Router.sln"))) return directory;
        }
        throw new DirectoryNotFoundException("the tests do not run inside a checkout");
    }
}
