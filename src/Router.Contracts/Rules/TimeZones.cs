using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Router.Contracts;

/// <summary>The time zones that requests and the configuration may name: those of the machine's database, by their IANA names as they are written there.</summary>
public static class TimeZones
{
    /// <summary>What a name is, for messages.</summary>
    public const string Allowed = "the IANA name of a time zone, such as Europe/Berlin";

    /// <summary>Longest name, in UTF-16 units; twice the longest that IANA has.</summary>
    public const int MaxName = 64;

    /// <summary>More than IANA has names.</summary>
    private const int MostKept = 1024;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    /// <summary>
    /// The platform keeps zones too, but checks all rules of one at each look-up, which takes microseconds, and takes a name in the wrong
    /// case once it was asked for in the right one.
    /// </summary>
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);

    /// <summary>The zone of a name; false when there is none. A name that was found before costs one look-up in a table.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        if (Known.TryGetValue(name, out zone)) return true;
        if (name.Length > MaxName || !IsWellFormed(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) || zone.Id != name) return false;
        if (Known.Count < MostKept) Known.TryAdd(name, zone);
        return true;
    }

    /// <summary>The zone that a request names.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">What the client calls it.</param>
    /// <exception cref="InvalidRequestException">There is no such zone.</exception>
    public static TimeZoneInfo Find(string name, string field)
    {
        if (TryFind(name, out var zone)) return zone;
        if (name.Length > MaxName) throw new InvalidRequestException(field, $"has {name.Length} UTF-16 units; at most {MaxName} are allowed");
        throw new InvalidRequestException(
            field, IsWellFormed(name) ? $"is {name}, which this machine does not know; {Allowed}, is allowed" : $"is no name of a time zone; {Allowed}, is allowed");
    }

    private static bool IsWellFormed(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name[^1] != '/' && !name.AsSpan().ContainsAnyExcept(Characters) && !name.Contains("//", StringComparison.Ordinal);
}
