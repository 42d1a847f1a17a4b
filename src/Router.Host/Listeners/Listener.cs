using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Tls;

namespace Router.Host.Listeners;

/// <summary>What the front ends' web servers have in common: no configuration, signals and loggers but the program's own.</summary>
internal static class Listener
{
    /// <summary>Between the answer to what is still open at the end of the drain and the closing of its connection; longer than one lingers.</summary>
    private static readonly TimeSpan Farewell = 2 * LingeringClose.Farewell;

    /// <summary>
    /// Bytes that one connection may send of what nobody reads yet, such as requests behind the one that is being answered: they are held, and no budget counts them.
    /// Headers, at most 16 KiB, and a WebSocket's message of ordinary size have room; whoever reads something larger makes room for the rest of it.
    /// </summary>
    private const int ReadAhead = 64 * 1024;

    /// <summary>A line ends as RFC 9112 has it: where a proxy takes a line feed alone for part of a value and the server for its end, a client hides a header from the proxy.</summary>
    private const string StrictLines = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>A web server that reads no configuration, handles no signals and logs to <paramref name="loggers"/>.</summary>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory loggers)
    {
        AppContext.SetSwitch(StrictLines, isEnabled: true);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "router" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        RequestTrace.Register(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder;
    }

    /// <summary>What every request passes first.</summary>
    public static void Begin(WebApplication application, Func<HttpContext, RequestDelegate, Task>? log)
    {
        application.Use(next => http =>
        {
            RequestTrace.Begin(http);
            return next(http);
        });
        if (log is not null) application.Use(next => http => log(http, next));
        application.Use(next => http => OpenConnection.ServeAsync(http, next));
    }

    /// <summary>Has a web server listen at an address, or at both addresses of localhost, with TLS where it has a certificate; at port 0 a free one is taken.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="settings">Where, and with which bounds.</param>
    /// <param name="intake">How requests come in.</param>
    /// <param name="tls">How it speaks TLS; null for cleartext.</param>
    /// <param name="limit">Sets bounds of its own.</param>
    /// <param name="protocol">Says what it speaks.</param>
    public static void Listen(
        this WebApplicationBuilder builder,
        ListenerSettings settings,
        Intake intake,
        ServerTls? tls,
        Action<KestrelServerLimits> limit,
        Action<ListenOptions> protocol)
    {
        var table = new ConnectionTable(settings.Connections, intake.Time);
        if (tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = ReadAhead);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel, intake);
            limit(kestrel.Limits);
            if (IPAddress.TryParse(settings.Host, out var address)) kestrel.Listen(address, settings.Port, Configure);
            else if (settings.Port == 0) kestrel.Listen(IPAddress.Loopback, 0, Configure);
            else kestrel.ListenLocalhost(settings.Port, Configure);
        });

        void Configure(ListenOptions listen)
        {
            listen.Use(next => connection => table.ServeAsync(connection, next));
            protocol(listen);
            if (tls is not null) listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = tls.BeginAsync });
        }
    }

    /// <summary>Takes no new connections and lets requests under way end; tells the rest, when their time is over, and closes their connections.</summary>
    /// <param name="application">The web server.</param>
    /// <param name="stopped">Cancelled when the time is over: whoever answers requests breaks them off.</param>
    /// <param name="timeout">How long requests may take to end.</param>
    /// <param name="time">The clock.</param>
    public static async Task StopAsync(WebApplication application, CancellationTokenSource stopped, TimeSpan timeout, TimeProvider time)
    {
        using var drained = new CancellationTokenSource(timeout, time);
        await using var cut = drained.Token.UnsafeRegister(static stopped => ((CancellationTokenSource)stopped!).Cancel(), stopped);
        using var limit = new CancellationTokenSource(timeout + Farewell, time);
        await application.StopAsync(limit.Token);
    }

    /// <summary>Where a started web server listens.</summary>
    public static Uri AddressOf(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First());
    }

    private static void Limit(KestrelServerOptions kestrel, Intake intake)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = intake.Timeout;
        // The table of connections ends those that are idle, sooner than this. The server takes an infinite time for one that is over.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(2);
    }
}
