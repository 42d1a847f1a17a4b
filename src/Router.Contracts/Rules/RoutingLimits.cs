using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Contracts;

/// <summary>The bounds of the queries that are taken, of <c>router.limits</c> and <c>router.deadline</c>. MinTimeout ≤ DefaultTimeout ≤ MaxTimeout.</summary>
public sealed record RoutingLimits
{
    /// <summary>Longest text, in UTF-16 units.</summary>
    public required int MaxTextLength { get; init; }

    /// <summary>Most queries under way at once.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>A query is let in when it is expected to wait no longer behind others; null for as long as its time lasts.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>The time a query has when its request names none.</summary>
    public required TimeSpan DefaultTimeout { get; init; }

    /// <summary>A query with less time than this is refused: it could not be decided in time.</summary>
    public required TimeSpan MinTimeout { get; init; }

    /// <summary>A request may not ask for more time than this.</summary>
    public required TimeSpan MaxTimeout { get; init; }

    /// <summary>Whether a request may say when it is, as tests need it.</summary>
    public bool AllowNow { get; init; }

    /// <summary>Reads the two sections.</summary>
    /// <param name="router">What they stand in.</param>
    public static RoutingLimits Read(SettingsReader router)
    {
        var (limits, deadline) = (router.Section("limits"), router.Section("deadline"));
        var settings = new RoutingLimits
        {
            MaxTextLength = limits.Read("max-text-length", Whole(1, 65536)),
            MaxInFlight = limits.Read("max-in-flight", Whole(1, 1_000_000)),
            MaxWait = limits.Read("max-wait", Duration("10ms", "10m")),
            AllowNow = limits.Read("allow-now", Switch),
            DefaultTimeout = deadline.Read("default", Duration("1ms", "10m")),
            MinTimeout = deadline.Read("min", Duration("0ms", "10m")),
            MaxTimeout = deadline.Read("max", Duration("1ms", "10m")),
        };
        if (!deadline.IsSound) return settings;
        if (settings.DefaultTimeout < settings.MinTimeout) deadline.Refuse("default", $"at least {deadline.Describe("min")}");
        if (settings.DefaultTimeout > settings.MaxTimeout) deadline.Refuse("default", $"at most {deadline.Describe("max")}");
        return settings;
    }
}
