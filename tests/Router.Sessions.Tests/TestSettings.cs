using Router.Contracts;

namespace Router.Sessions.Tests;

internal static class TestSettings
{
    public static SessionSettings Sessions { get; } = new()
    {
        Max = 4,
        MaxPerCaller = 4,
        MaxPerClient = 2,
        MaxUtterances = 3,
        MaxPendingUpdates = 2,
        MaxEventsPerSecond = 50,
        IdleTimeout = TimeSpan.FromMinutes(5),
        MaxMessageBytes = 4096,
        DrainTimeout = TimeSpan.FromSeconds(5),
        Speculation = new SpeculationSettings
        {
            Enabled = true,
            MinStability = 0.8,
            UnchangedFor = TimeSpan.FromMilliseconds(150),
            MinTokens = 2,
            MaxQueueDelay = TimeSpan.FromMilliseconds(100),
        },
        Alternatives = new AlternativesSettings { MaxTried = 2, MinScore = 0.5 },
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
