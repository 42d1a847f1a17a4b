using NodaTime;

namespace Router.Language.Values;

/// <summary>When and where a text is said, and in what languages.</summary>
/// <param name="Now">The time.</param>
/// <param name="Zone">The speaker's time zone.</param>
/// <param name="Languages">Whose rules are used; both where both may be mixed.</param>
internal sealed record ReadingContext(Instant Now, DateTimeZone Zone, ReadingLanguages Languages = ReadingLanguages.All);

/// <summary>Languages that are read.</summary>
[Flags]
internal enum ReadingLanguages
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>English.</summary>
    English = 1,

    /// <summary>Chinese.</summary>
    Chinese = 2,

    /// <summary>Both.</summary>
    All = English | Chinese,
}
