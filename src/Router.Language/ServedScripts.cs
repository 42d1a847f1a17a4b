using System.Text;

namespace Router.Language;

/// <summary>
/// Tells texts in a script that no subsystem was trained on, in which no model has anything to read: they are out of scope by rule. Names in
/// another script within a command of a known one are no reason.
/// </summary>
/// <param name="languages">BCP 47 tags of all languages that are served.</param>
public sealed class ServedScripts(IEnumerable<string> languages)
{
    /// <summary>From this share of kana on, Chinese characters are Japanese.</summary>
    private const double ShareOfKana = 0.25;

    private readonly HashSet<Script> _served = [.. languages.SelectMany(ScriptsOf)];

    private enum Script
    {
        Latin,
        Han,
        Kana,
        Hangul,
        Other,
    }

    /// <summary>Whether at least half of a text's letters are of scripts that are served. A text without letters has to have a digit.</summary>
    public bool CanRead(string text)
    {
        Span<int> letters = stackalloc int[(int)Script.Other + 1];
        letters.Clear();
        var digits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune)) letters[(int)ScriptOf(rune.Value)]++;
            else if (Rune.IsDigit(rune)) digits++;
        }
        var (known, foreign) = (0, 0);
        for (var script = Script.Latin; script <= Script.Other; script++)
        {
            if (_served.Contains(script) && !(script == Script.Han && IsJapanese(letters))) known += letters[(int)script];
            else foreign += letters[(int)script];
        }
        return known + foreign == 0 ? digits > 0 : known >= foreign;
    }

    private bool IsJapanese(ReadOnlySpan<int> letters)
    {
        var (kana, han) = (letters[(int)Script.Kana], letters[(int)Script.Han]);
        return !_served.Contains(Script.Kana) && kana > 0 && kana >= ShareOfKana * (kana + han);
    }

    private static Script[] ScriptsOf(string language) => language.Split('-')[0].ToLowerInvariant() switch
    {
        "zh" or "yue" => [Script.Han],
        "ja" => [Script.Han, Script.Kana],
        "ko" => [Script.Hangul],
        "en" or "de" or "fr" or "es" or "it" or "pt" or "nl" or "sv" or "da" or "nb" or "nn" or "no" or "fi" or "pl" or "cs" or "tr" or "id" or "ms" or "vi" =>
            [Script.Latin],
        // Which script another language is written in is not known here, so nothing is turned away.
        _ => Enum.GetValues<Script>(),
    };

    /// <summary>By the blocks of Unicode 16.</summary>
    private static Script ScriptOf(int code) => code switch
    {
        < 0x250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xFB00 and <= 0xFB06)
            or (>= 0xFF21 and <= 0xFF5A) => Script.Latin,
        0x3005 or 0x3006 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.Han,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) => Script.Kana,
        (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) => Script.Hangul,
        _ => Script.Other,
    };
}
