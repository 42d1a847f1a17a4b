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

    private const int Count = 5;

    private readonly Scripts _served = ScriptsOf.Languages(languages);

    /// <summary>
    /// The served scripts of a text's letters. At least half of the letters have to be of these; a text without letters has to have a digit.
    /// </summary>
    /// <returns>Null for a text that cannot be read.</returns>
    public Scripts? Read(ReadOnlySpan<char> text)
    {
        Span<int> letters = stackalloc int[Count];
        letters.Clear();
        var digits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune)) letters[IndexOf(ScriptOf(rune.Value))]++;
            else if (Rune.IsDigit(rune)) digits++;
        }
        var readable = IsJapanese(letters) ? _served & ~Scripts.Han : _served;
        var (found, known, foreign) = (Scripts.None, 0, 0);
        for (var i = 0; i < Count; i++)
        {
            var script = (Scripts)(1 << i);
            if (!readable.HasFlag(script))
            {
                foreign += letters[i];
                continue;
            }
            known += letters[i];
            if (letters[i] > 0) found |= script;
        }
        var can = known + foreign == 0 ? digits > 0 : known >= foreign;
        return can ? found : null;
    }

    private bool IsJapanese(ReadOnlySpan<int> letters)
    {
        var (kana, han) = (letters[IndexOf(Scripts.Kana)], letters[IndexOf(Scripts.Han)]);
        return !_served.HasFlag(Scripts.Kana) && kana > 0 && kana >= ShareOfKana * (kana + han);
    }

    private static int IndexOf(Scripts script) => int.TrailingZeroCount((int)script);

    /// <summary>By the blocks of Unicode 16.</summary>
    private static Scripts ScriptOf(int code) => code switch
    {
        < 0x250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xFB00 and <= 0xFB06)
            or (>= 0xFF21 and <= 0xFF5A) => Scripts.Latin,
        0x3005 or 0x3006 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Scripts.Han,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) => Scripts.Kana,
        (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) => Scripts.Hangul,
        _ => Scripts.Other,
    };
}
