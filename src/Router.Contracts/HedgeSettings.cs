using Router.Contracts.Configuration;

namespace Router.Contracts;

/// <summary><c>router.cluster.hedge</c>: when a verdict is late, so that another replica is asked as well.</summary>
public sealed record HedgeSettings
{
    /// <summary>No verdict is called late before this time, however fast the subsystem has been.</summary>
    public required TimeSpan MinDelay { get; init; }

    /// <summary>A verdict is late after this time, and while nothing is known of the subsystem's latency.</summary>
    public required TimeSpan MaxDelay { get; init; }

    /// <summary>Late verdicts of which another replica is asked, as a share of all, 0..1; so a cluster that is slow as a whole is not made slower.</summary>
    public required double MaxShare { get; init; }

    /// <summary>Reads the section.</summary>
    public static HedgeSettings Read(SettingsReader section)
    {
        var settings = new HedgeSettings
        {
            MinDelay = section.Read("min-delay", ValueForms.Duration("1ms", "1m")),
            MaxDelay = section.Read("max-delay", ValueForms.Duration("1ms", "1m")),
            MaxShare = section.Read("max-share", ValueForms.Fraction(0, 1)),
        };
        if (section.IsSound && settings.MinDelay > settings.MaxDelay) section.Refuse("min-delay", $"at most {section.Describe("max-delay")}");
        return settings;
    }
}
