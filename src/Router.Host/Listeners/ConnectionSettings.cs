using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Listeners;

/// <summary>The connections of one listener: keys of <c>router.http</c>, <c>router.grpc</c> and <c>router.admin</c>.</summary>
public sealed record ConnectionSettings
{
    /// <summary>Most open connections, WebSockets among them.</summary>
    public required int Max { get; init; }

    /// <summary>Most open connections of one address.</summary>
    public required int MaxPerAddress { get; init; }

    /// <summary>A connection without a call under way for so long is closed.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>A connection of this age is closed once its calls have ended; it takes no new ones.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>Reads the keys.</summary>
    public static ConnectionSettings Read(SettingsReader section) => new()
    {
        Max = section.Read("max-connections", Whole(1, 1_000_000)),
        MaxPerAddress = section.Read("max-connections-per-address", Whole(1, 1_000_000)),
        IdleTimeout = section.Read("idle-timeout", Duration("1s", "1d")),
        MaxAge = section.Read("max-connection-age", Duration("1s", "30d")),
    };
}
