namespace Router.Contracts;

/// <summary>The form of a BCP 47 language tag.</summary>
public static class LanguageTag
{
    /// <summary>Longest tag, in UTF-16 units (RFC 5646, section 4.4.1).</summary>
    public const int MaxLength = 35;

    /// <summary>Checks a language hint.</summary>
    /// <param name="language">The hint.</param>
    /// <param name="field">What the client calls it.</param>
    /// <exception cref="InvalidRequestException">It is no language tag.</exception>
    public static void Check(string language, string field)
    {
        if (!IsWellFormed(language)) throw new InvalidRequestException(field, "is not a BCP 47 language tag such as en or zh-CN");
    }

    private static bool IsWellFormed(string language)
    {
        if (language.Length is < 2 or > MaxLength || !char.IsAsciiLetter(language[0]) || language[^1] == '-') return false;
        foreach (var character in language)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
        }
        return true;
    }
}
