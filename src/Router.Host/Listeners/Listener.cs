using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Host.Listeners;

/// <summary>What the front ends' web servers have in common: no configuration, signals and loggers but the program's own.</summary>
internal static class Listener
{
    /// <summary>A web server that reads no configuration, handles no signals and logs to <paramref name="loggers"/>.</summary>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "router" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder;
    }

    /// <summary>Listens at an address, or at both addresses of localhost; at port 0 a free one is taken.</summary>
    public static void Listen(this KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        if (IPAddress.TryParse(host, out var address)) kestrel.Listen(address, port, configure);
        else if (port == 0) kestrel.Listen(IPAddress.Loopback, 0, configure);
        else kestrel.ListenLocalhost(port, configure);
    }

    /// <summary>Where a started web server listens.</summary>
    public static Uri AddressOf(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First());
    }
}
