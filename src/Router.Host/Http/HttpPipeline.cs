using Microsoft.AspNetCore.Builder;
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
    /// <param name="listener">Where it listens.</param>
    /// <param name="services">What it shares with the node's other front ends.</param>
    /// <param name="limit">Sets bounds of its own.</param>
    /// <exception cref="ConfigurationError">The certificate cannot be used.</exception>
    public static WebApplicationBuilder CreateBuilder(ListenerSettings listener, ListenerServices services, Action<KestrelServerLimits> limit)
    {
        var builder = Listener.CreateBuilder(services.Loggers);
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Describe(json.SerializerOptions));
        services.Access.Register(builder.Services);
        builder.Listen(listener, services.Intake, services.OpenTls(listener), limit, listen => listen.Protocols = HttpProtocols.Http1);
        return builder;
    }

    /// <summary>What each request passes first: its id and connection, errors as documents, the name of the host, and who asks.</summary>
    public static void Begin(WebApplication application, IReadOnlyList<string> allowedHosts, ListenerServices services)
    {
        Listener.Begin(application, services.AccessLog is { } log ? log.ServeAsync : null);
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<HostMiddleware>(new HostNames(allowedHosts));
        application.Use(next => new AccessMiddleware(
            next, services.Access, services.Audit, application.Services, (http, error) => ProblemResponse.WriteAsync(http, error)).InvokeAsync);
    }
}
