using Router.Host;
using Router.Tools.Playback;

namespace Router.Tools.Bench;

/// <summary>What a bench was asked to do.</summary>
internal sealed record BenchOptions
{
    /// <summary>A server's HTTP address; null for another target.</summary>
    public Uri? Url { get; init; }

    /// <summary>A server's gRPC address; null for another target.</summary>
    public Uri? Grpc { get; init; }

    /// <summary>Whether a node in this process is measured through its front ends, too.</summary>
    public bool FrontEnds { get; init; }

    /// <summary>The sessions that are played; null when texts are sent.</summary>
    public IReadOnlyList<SessionScript>? Sessions { get; init; }

    /// <summary>How many times faster than recorded sessions are played.</summary>
    public required double Speed { get; init; }

    /// <summary>Clients at once, or arrivals a second.</summary>
    public required IReadOnlyList<double> Loads { get; init; }

    /// <summary>Whether the loads are arrivals a second.</summary>
    public required bool OpenLoop { get; init; }

    /// <summary>Windows.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>What each decision may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Of all random numbers.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether texts get filler words, so that the cache does not answer them.</summary>
    public required bool Vary { get; init; }

    /// <summary>Where the CSV goes; null for nowhere.</summary>
    public string? Csv { get; init; }

    /// <summary>Where the chart goes; null for nowhere.</summary>
    public string? Plot { get; init; }

    /// <summary>What the loads count.</summary>
    public string LoadName => (OpenLoop, Sessions) switch
    {
        (true, null) => "queries/s",
        (true, _) => "sessions/s",
        (false, null) => "clients",
        (false, _) => "sessions",
    };

    /// <summary>What is measured, in words.</summary>
    public string Title => Sessions is null ? "Latency of decisions under load" : "Latency from final hypothesis to final decision under load";
}
