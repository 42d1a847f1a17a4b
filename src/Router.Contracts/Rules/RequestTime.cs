using System.Globalization;

namespace Router.Contracts;

/// <summary>The time that a request or a command says is now, so that answers can be repeated.</summary>
public static class RequestTime
{
    /// <summary>What it is, for messages.</summary>
    public const string Allowed = "an ISO 8601 time with an offset, such as 2026-11-28T23:26:00+01:00, of the years 1900 to 2999";

    private const int LongestText = 40, FirstYear = 1900, LastYear = 2999;

    // With F, neither the fraction nor its point has to be there.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads a time; false when the text is none.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        // Without an offset it would be a time on the machine's clock.
        return text.Length is > 16 and <= LongestText && (text[^1] == 'Z' || text[^6] is '+' or '-' && text[^3] == ':')
            && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            && time.Year is >= FirstYear and <= LastYear;
    }

    /// <summary>The time that a request says.</summary>
    /// <param name="text">The time.</param>
    /// <exception cref="InvalidRequestException">It is none.</exception>
    public static DateTimeOffset Parse(string text) =>
        TryParse(text, out var time) ? time : throw new InvalidRequestException("now", $"is no time; {Allowed}, is allowed");

    /// <summary>Refuses a request that says when it is, where that is not allowed.</summary>
    /// <exception cref="InvalidRequestException">It says so, and <c>router.limits.allow-now</c> is off.</exception>
    public static RouteRequest Check(RouteRequest request, RoutingLimits limits)
    {
        Check(request.Now, limits);
        return request;
    }

    /// <summary>Refuses a time that is said, where that is not allowed.</summary>
    /// <param name="now">What is said; null for nothing.</param>
    /// <param name="limits">Whether it is.</param>
    /// <exception cref="InvalidRequestException">One is said, and <c>router.limits.allow-now</c> is off.</exception>
    public static void Check(DateTimeOffset? now, RoutingLimits limits)
    {
        if (now is not null && !limits.AllowNow) throw new InvalidRequestException("now", "is not taken here; router.limits.allow-now is off");
    }

    /// <summary>A time as a request says it.</summary>
    public static string Write(DateTimeOffset now) => now.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
