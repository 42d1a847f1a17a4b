namespace Router.Language.Values.Chinese;

/// <summary>The characters that Chinese numbers are written with.</summary>
internal static class Numerals
{
    private const string Plain = "零一二三四五六七八九";

    /// <summary>Forms for documents, which no one forges; most are parts of common words as well: 陆地, 收拾.</summary>
    private const string Formal = "\0壹贰叁肆伍陆柒捌玖";

    /// <summary>The digit that a character writes; -1 when it writes none.</summary>
    public static int Digit(char character) => character switch
    {
        '\0' => -1,
        '〇' => 0,
        '两' or '俩' => 2,
        _ => Plain.IndexOf(character, StringComparison.Ordinal) is >= 0 and var plain ? plain : Formal.IndexOf(character, StringComparison.Ordinal),
    };

    /// <summary>Whether a character is a formal digit or ten, which alone is no number.</summary>
    public static bool IsFormal(char character) => character == '拾' || (character != '\0' && Formal.Contains(character, StringComparison.Ordinal));

    /// <summary>Ten, a hundred or a thousand; 0 for other characters.</summary>
    public static int Scale(char character) => character switch
    {
        '十' or '拾' => 10,
        '百' or '佰' => 100,
        '千' or '仟' => 1000,
        _ => 0,
    };

    /// <summary>What the number before it is multiplied by; 0 for other characters.</summary>
    public static decimal Myriad(char character) => character switch
    {
        '万' => 10_000,
        '亿' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => 0,
    };
}
