using System.Text.Json.Nodes;

namespace Router.Interop.Tests;

/// <summary>A server and a foreign client of it, for all tests of a class.</summary>
public abstract class Peer : IAsyncLifetime
{
    private EchoServer? _server;
    private ForeignClient? _client;

    internal EchoServer Server => _server!;

    internal ForeignClient Client => _client!;

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync();
        _client = await StartClientAsync();
    }

    public async Task DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    internal abstract Task<ForeignClient> StartClientAsync();

    internal Task<JsonObject> AskAsync(string scenario, object? arguments = null) => Client.AskAsync(scenario, Server.Address, arguments);
}

/// <summary>grpc-js on Node.js.</summary>
public sealed class NodePeer : Peer
{
    internal override Task<ForeignClient> StartClientAsync() => ForeignClient.StartAsync(
        "node", "node/client.js", "Node.js 18 or newer is needed, with the packages that building this project installs.");
}

/// <summary>grpcio on Debian's Python.</summary>
public sealed class PythonPeer : Peer
{
    internal override Task<ForeignClient> StartClientAsync() => ForeignClient.StartAsync(
        "/usr/bin/python3", "python/client.py",
        "Debian's python3-grpcio and python3-protobuf are needed: eng/setup.sh --interop installs them.");
}
