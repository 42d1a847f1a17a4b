using Microsoft.Extensions.Logging.Abstractions;
using Router.Host;

namespace Router.Testing;

/// <summary>One server with the shipped models for all tests that need one: loading them is the dear part.</summary>
public sealed class RouterFixture : IAsyncLifetime
{
    private RouterServer? _server;

    /// <summary>The server, on a real socket.</summary>
    public RouterServer Server => _server!;

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        _server = await RouterServer.StartAsync(
            Installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        Client.BaseAddress = _server.Address;
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class RouterCollection : ICollectionFixture<RouterFixture>
{
    public const string Name = "router";
}
