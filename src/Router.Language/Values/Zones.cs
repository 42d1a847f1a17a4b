using System.Collections.Concurrent;
using NodaTime;
using NodaTime.TimeZones;

namespace Router.Language.Values;

/// <summary>Time zones of the machine as those that readings use.</summary>
internal static class Zones
{
    /// <summary>More zones than the machine's database names.</summary>
    private const int Most = 1024;

    private static readonly ConcurrentDictionary<string, DateTimeZone> Known = new(StringComparer.Ordinal);

    /// <summary>The zone.</summary>
    public static DateTimeZone Of(TimeZoneInfo zone)
    {
        if (Known.TryGetValue(zone.Id, out var known)) return known;
        var found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone.Id) ?? BclDateTimeZone.FromTimeZoneInfo(zone);
        if (Known.Count < Most) Known.TryAdd(zone.Id, found);
        return found;
    }
}
