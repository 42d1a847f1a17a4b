using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Router.Host.Tests.Security;

/// <summary>An issuer of tokens that publishes its keys over HTTP, on a real socket.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private int _fetches;

    private KeyServer(WebApplication server, string set) => (_server, Set) = (server, set);

    /// <summary>What it answers.</summary>
    public string Set { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Where.</summary>
    public Uri Url => new(new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/keys");

    public static async Task<KeyServer> StartAsync(string set)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var keys = new KeyServer(server, set);
        server.Run(keys.AnswerAsync);
        await server.StartAsync();
        return keys;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _fetches);
        return http.Response.WriteAsync(Set);
    }
}
