namespace Router.Language;

/// <summary>The scripts that are told apart.</summary>
[Flags]
public enum Scripts
{
    /// <summary>No letters.</summary>
    None = 0,

    /// <summary>Latin letters.</summary>
    Latin = 1,

    /// <summary>Chinese characters.</summary>
    Han = 2,

    /// <summary>Hiragana and katakana.</summary>
    Kana = 4,

    /// <summary>Korean letters.</summary>
    Hangul = 8,

    /// <summary>Any other script.</summary>
    Other = 16,

    /// <summary>All of them.</summary>
    All = Latin | Han | Kana | Hangul | Other,
}

/// <summary>Which scripts languages are written in.</summary>
public static class ScriptsOf
{
    /// <summary>The scripts of some languages together.</summary>
    /// <param name="languages">BCP 47 tags.</param>
    public static Scripts Languages(IEnumerable<string> languages)
    {
        var scripts = Scripts.None;
        foreach (var language in languages) scripts |= Language(language);
        return scripts;
    }

    private static Scripts Language(string language) => language.Split('-')[0].ToLowerInvariant() switch
    {
        "zh" or "yue" => Scripts.Han,
        "ja" => Scripts.Han | Scripts.Kana,
        "ko" => Scripts.Hangul,
        "en" or "de" or "fr" or "es" or "it" or "pt" or "nl" or "sv" or "da" or "nb" or "nn" or "no" or "fi" or "pl" or "cs" or "tr" or "id" or "ms" or "vi" =>
            Scripts.Latin,
        // Which script another language is written in is not known here, so nothing is turned away.
        _ => Scripts.All,
    };
}
