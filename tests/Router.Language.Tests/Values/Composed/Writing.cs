using System.Globalization;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Composed;

/// <summary>A way to write the same Chinese sentence.</summary>
internal sealed record Writing(string Name, bool HasDigits, bool IsWide, bool IsTraditional, bool HasMarks)
{
    private const string Digits = "零一二三四五六七八九";
    private const string Simplified = "点时个后钟两万亿负这过间号会开请灯块钱岁边礼从买给实验苹";
    private const string Traditional = "點時個後鐘兩萬億負這過間號會開請燈塊錢歲邊禮從買給實驗蘋";

    public static readonly Writing[] All =
    [
        new("characters", false, false, false, false),
        new("digits", true, false, false, false),
        new("full-width digits and marks", true, true, false, true),
        new("traditional characters and marks", false, false, true, true),
    ];

    /// <summary>A number; two of something is 两.</summary>
    public string Count(int number) => HasDigits ? Figures($"{number}") : number == 2 ? "两" : Characters(number);

    /// <summary>A number; two is 二.</summary>
    public string Number(long number) => HasDigits ? Figures(number.ToString(CultureInfo.InvariantCulture)) : Characters(number);

    /// <summary>Minutes, with a nought before those under ten.</summary>
    public string Minutes(int number) => HasDigits ? Figures($"{number:00}") : number < 10 ? $"零{Characters(number)}" : Characters(number);

    /// <summary>A number with one digit behind the point.</summary>
    public string Tenths(int whole, int tenth) => HasDigits ? Figures($"{whole}.{tenth}") : $"{Characters(whole)}点{Digits[tenth]}";

    /// <summary>A phrase in a sentence.</summary>
    /// <param name="before">What stands before the phrase; empty when nothing does.</param>
    /// <param name="phrase">What has the meaning.</param>
    /// <param name="after">What stands after it; empty when nothing does.</param>
    /// <param name="meaning">What it means.</param>
    /// <param name="isApart">Whether a mark may stand between the phrase and what comes after it.</param>
    public Sentence Sentence(string before, string phrase, string after, Expression meaning, bool isApart = true)
    {
        if (HasMarks) (before, after) = (before.Length > 0 ? before + "，" : "", (after.Length > 0 && isApart ? "，" : "") + after + "。");
        return Composed.Sentence.Of(Write(before), Write(phrase), Write(after), meaning);
    }

    private string Write(string text) => IsTraditional ? string.Concat(text.Select(ToTraditional)) : text;

    /// <summary>A number from 0 to under a hundred million million in characters.</summary>
    public static string Characters(long number)
    {
        if (number == 0) return "零";
        var text = Group(number, 100_000_000, '亿');
        return text.StartsWith("一十", StringComparison.Ordinal) ? text[1..] : text;
    }

    private static string Group(long number, long scale, char name)
    {
        if (scale == 1) return Under10000(number);
        var (high, low) = (number / scale, number % scale);
        var (nextScale, nextName) = scale == 100_000_000 ? (10_000L, '万') : (1L, ' ');
        if (high == 0) return Group(low, nextScale, nextName);
        var rest = low == 0 ? "" : (low < scale / 10 ? "零" : "") + Group(low, nextScale, nextName);
        return Group(high, Math.Min(nextScale, 10_000) == 10_000 && high >= 10_000 ? 10_000 : 1, '万') + name + rest;
    }

    private static string Under10000(long number)
    {
        var text = "";
        var isNoughtMissing = false;
        foreach (var (scale, name) in new[] { (1000L, "千"), (100L, "百"), (10L, "十"), (1L, "") })
        {
            var digit = (int)(number / scale % 10);
            if (digit == 0)
            {
                isNoughtMissing = text.Length > 0;
                continue;
            }
            text += (isNoughtMissing ? "零" : "") + Digits[digit] + name;
            isNoughtMissing = false;
        }
        return text;
    }

    private string Figures(string digits) => IsWide ? string.Concat(digits.Select(digit => (char)(digit + '０' - '0'))) : digits;

    private static char ToTraditional(char character) => Simplified.IndexOf(character, StringComparison.Ordinal) is >= 0 and var at ? Traditional[at] : character;
}
