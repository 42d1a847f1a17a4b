using Router.Host.Configuration;
using Router.Host.Routing;

namespace Router.Host.Tests.Sessions;

internal static class TestSettings
{
    public static SessionsSection Sessions { get; } = new()
    {
        Max = 4,
        MaxPerClient = 2,
        MaxUtterances = 3,
        MaxPendingUpdates = 2,
        MaxEventsPerSecond = 50,
        IdleTimeout = TimeSpan.FromMinutes(5),
        MaxMessageBytes = 4096,
        DrainTimeout = TimeSpan.FromSeconds(5),
        Speculation = new SpeculationSection
        {
            Enabled = true,
            MinStability = 0.8,
            UnchangedFor = TimeSpan.FromMilliseconds(150),
            MinTokens = 2,
            MaxQueueDelay = TimeSpan.FromMilliseconds(100),
        },
        Alternatives = new AlternativesSection { MaxTried = 2, MinScore = 0.5 },
    };

    public static RoutingLimits Limits { get; } = new()
    {
        MaxTextLength = 64,
        MaxInFlight = 16,
        DefaultTimeout = TimeSpan.FromSeconds(1),
        MinTimeout = TimeSpan.FromMilliseconds(5),
        MaxTimeout = TimeSpan.FromSeconds(10),
    };
}
