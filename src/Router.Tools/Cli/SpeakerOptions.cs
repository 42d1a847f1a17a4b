using System.CommandLine;
using Router.Contracts;

namespace Router.Tools.Cli;

/// <summary>Options on when and where texts are said.</summary>
internal static class SpeakerOptions
{
    /// <summary><c>--now</c>.</summary>
    /// <param name="more">What else there is to know of it.</param>
    public static Option<DateTimeOffset?> Now(string more = "") => new("--now")
    {
        Description = $"When the texts are said, as ISO 8601 with an offset, so that results can be repeated; now unless given{more}.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (RequestTime.TryParse(text, out var time)) return time;
            result.AddError($"--now is '{text}'; {RequestTime.Allowed}, is allowed");
            return null;
        },
    };

    /// <summary><c>--now</c> of a command that asks a server.</summary>
    public static Option<DateTimeOffset?> NowOfServer() => Now("; the server has to allow it (router.limits.allow-now)");

    /// <summary>The option that names the speaker's time zone.</summary>
    /// <param name="name">The option.</param>
    /// <param name="otherwise">What is meant without it.</param>
    public static Option<TimeZoneInfo?> Zone(string name, string otherwise) => new(name, "-z")
    {
        Description = $"Time zone of the speaker, such as Europe/Berlin; {otherwise}.",
        HelpName = "NAME",
        CustomParser = result =>
        {
            var zone = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (TimeZones.TryFind(zone, out var found)) return found;
            result.AddError($"{name} is '{zone}'; {TimeZones.Allowed}, is allowed");
            return null;
        },
    };
}
