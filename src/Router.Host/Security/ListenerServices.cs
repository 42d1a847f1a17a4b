using Microsoft.Extensions.Logging;
using Router.Host.Listeners;
using Router.Host.Tls;

namespace Router.Host.Security;

/// <summary>What the front ends of a node share.</summary>
/// <param name="Access">Who may ask.</param>
/// <param name="Intake">How requests come in.</param>
/// <param name="Loggers">Where they tell what they do.</param>
/// <param name="Time">The clock.</param>
internal sealed record ListenerServices(Access Access, Intake Intake, ILoggerFactory Loggers, TimeProvider Time)
{
    /// <summary>Tells of each request; null when nobody wants to know.</summary>
    public AccessLog? AccessLog { get; init; }

    /// <summary>Keeps who changed what runs.</summary>
    public AuditLog Audit { get; init; } = AuditLog.None;

    /// <summary>How a listener speaks TLS; null for cleartext.</summary>
    /// <exception cref="Contracts.ConfigurationError">A file of its certificates cannot be used.</exception>
    public ServerTls? OpenTls(ListenerSettings listener) => listener.Tls is { } files
        ? ServerTls.Open(listener.Section, files, Loggers.CreateLogger("Router.Security"), Time, Access.Revoked, Audit.TellReload)
        : null;
}
