using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary>How every listener of a node that speaks HTTP/1.1 begins: what it listens on, and what a request passes before anybody answers it.</summary>
internal static class HttpPipeline
{
    /// <summary>A web server that is not built yet.</summary>
    /// <param name="section">The keys of the listener stand in it, such as <c>router.http</c>.</param>
    /// <param name="host">An IP address, or <c>localhost</c>.</param>
    /// <param name="port">0 for any free port.</param>
    /// <param name="connections">Bounds of its connections.</param>
    /// <param name="tls">The certificate; null for cleartext.</param>
    /// <param name="services">What it shares with the node's other front ends.</param>
    /// <param name="limit">Sets bounds of its own.</param>
    /// <exception cref="ConfigurationError">The certificate cannot be used.</exception>
    public static WebApplicationBuilder CreateBuilder(
        string section, string host, int port, ConnectionSettings connections, TlsSettings? tls, ListenerServices services, Action<KestrelServerLimits> limit)
    {
        var certificate = tls is { } files ? TlsCertificate.Load($"{section}.tls", files) : null;
        var builder = Listener.CreateBuilder(services.Loggers);
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Describe(json.SerializerOptions));
        services.Access.Register(builder.Services);
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            limit(kestrel.Limits);
            kestrel.Listen(host, port, connections, services.Intake, services.Time, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        return builder;
    }

    /// <summary>What each request passes first: its id and connection, errors as documents, the name of the host, and who asks.</summary>
    public static void Begin(WebApplication application, IReadOnlyList<string> allowedHosts, ListenerServices services)
    {
        Listener.Begin(application, services.AccessLog);
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<HostMiddleware>(new HostNames(allowedHosts));
        application.Use(next => new AccessMiddleware(next, services.Access, application.Services, (http, error) => ProblemResponse.WriteAsync(http, error)).InvokeAsync);
    }
}
