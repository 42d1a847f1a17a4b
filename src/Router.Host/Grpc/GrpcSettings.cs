using Router.Contracts.Configuration;
using Router.Host.Listeners;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Grpc;

/// <summary><c>router.grpc</c>: what a gRPC server needs to know.</summary>
public sealed record GrpcSettings
{
    /// <summary>Where it listens.</summary>
    public required ListenerSettings Listener { get; init; }

    /// <summary>Largest message in bytes, decompressed, in either direction.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Bytes that the messages of one connection which have arrived in part may hold together.</summary>
    public required long MaxUnfinishedBytes { get; init; }

    /// <summary>Most calls at once on one connection; a client keeps back further ones.</summary>
    public required int MaxConcurrentStreams { get; init; }

    /// <summary>A connection that has been silent this long is pinged; zero never pings, else at least one second.</summary>
    public required TimeSpan KeepAliveInterval { get; init; }

    /// <summary>A connection that leaves a ping unanswered this long is closed; at least one second.</summary>
    public required TimeSpan KeepAliveTimeout { get; init; }

    /// <summary>Reads the section.</summary>
    /// <returns>Null when there is to be no gRPC server.</returns>
    public static GrpcSettings? Read(SettingsReader section)
    {
        var settings = new GrpcSettings
        {
            Listener = ListenerSettings.Read(section),
            MaxMessageBytes = (int)section.Read("max-message-bytes", Bytes("1KiB", "256MiB")),
            MaxUnfinishedBytes = section.Read("max-unfinished-bytes", Bytes("1KiB", "64GiB")),
            MaxConcurrentStreams = section.Read("max-concurrent-streams", Whole(1, 1_000_000)),
            KeepAliveInterval = section.Read("keep-alive-interval", Duration("1s", "1d")),
            KeepAliveTimeout = section.Read("keep-alive-timeout", Duration("1s", "1h")),
        };
        if (section.IsSound && settings.MaxUnfinishedBytes < settings.MaxMessageBytes)
            section.Refuse("max-unfinished-bytes", $"at least {section.Describe("max-message-bytes")}");
        return section.Read("enabled", Switch) ? settings : null;
    }
}
