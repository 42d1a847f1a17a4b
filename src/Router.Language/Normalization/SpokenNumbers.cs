using System.Globalization;
using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Numbers in digits, in English words and in Chinese characters, from 0 to a thousand million million.</summary>
internal static class SpokenNumbers
{
    private const decimal Largest = 1_000_000_000_000_000;

    private static readonly Dictionary<string, int> Units = Number("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 0, 1);
    private static readonly Dictionary<string, int> Tens = Number("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10);
    private static readonly Dictionary<string, decimal> Scales = new()
    {
        ["hundred"] = 100,
        ["thousand"] = 1000,
        ["million"] = 1_000_000,
        ["billion"] = 1_000_000_000,
    };
    private static readonly Dictionary<string, int> OrdinalUnits = Number(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", 0, 1);
    private static readonly Dictionary<string, int> OrdinalTens = Number("twentieth thirtieth", 20, 10);
    private static readonly Dictionary<string, int> ChineseDigits = new()
    {
        ["零"] = 0,
        ["〇"] = 0,
        ["一"] = 1,
        ["二"] = 2,
        ["两"] = 2,
        ["三"] = 3,
        ["四"] = 4,
        ["五"] = 5,
        ["六"] = 6,
        ["七"] = 7,
        ["八"] = 8,
        ["九"] = 9,
    };
    private static readonly Dictionary<string, decimal> ChineseScales = new() { ["十"] = 10, ["百"] = 100, ["千"] = 1000, ["万"] = 10_000, ["亿"] = 100_000_000 };

    /// <summary>A number without or with a fraction: "twenty five", "three point five", "two and a half", "一百零五", "三点五", "3.5".</summary>
    public static bool TryRead(WordReader words, out decimal value)
    {
        var start = words.Position;
        if (TryReadWhole(words, out value))
        {
            if (TryReadFraction(words, out var fraction)) value += fraction;
            if (value <= Largest) return true;
        }
        words.Position = start;
        return false;
    }

    /// <summary>A number without a fraction in words or characters; digits may have one.</summary>
    public static bool TryReadWhole(WordReader words, out decimal value)
    {
        if (TryReadDigits(words, out value))
        {
            if (words.TakeFrom(ChineseScales, out var scale) || words.TakeFrom(Scales, out scale)) value *= scale;
            return value <= Largest;
        }
        return TryReadEnglish(words, out value) || TryReadChinese(words, out value);
    }

    /// <summary>A whole number from 0 to 9999.</summary>
    public static bool TryReadSmall(WordReader words, out int value)
    {
        var start = words.Position;
        value = 0;
        if (TryReadWhole(words, out var number) && number < 10_000 && decimal.Truncate(number) == number)
        {
            value = (int)number;
            return true;
        }
        words.Position = start;
        return false;
    }

    /// <summary>An English ordinal from 0 to 39: "fifth", "twenty second", "5th".</summary>
    public static bool TryReadOrdinal(WordReader words, out int value)
    {
        var start = words.Position;
        if (words.TakeFrom(OrdinalUnits, out value) || words.TakeFrom(OrdinalTens, out value)) return true;
        if (words.TakeFrom(Tens, out var tens) && tens <= 30 && words.TakeFrom(OrdinalUnits, out var unit) && unit is > 0 and < 10)
        {
            value = tens + unit;
            return true;
        }
        words.Position = start;
        if (TryReadDigits(words, out var digits) && digits < 40 && decimal.Truncate(digits) == digits && words.TakeAny("st", "nd", "rd", "th"))
        {
            value = (int)digits;
            return true;
        }
        words.Position = start;
        return false;
    }

    /// <summary>A number as it is written in a value: no exponent, no needless noughts.</summary>
    public static string Write(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static bool TryReadDigits(WordReader words, out decimal value)
    {
        value = 0;
        if (words.Next.Length is 0 or > 20 || !char.IsAsciiDigit(words.Next[0])) return false;
        if (!decimal.TryParse(words.Next, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)) return false;
        words.Position++;
        return true;
    }

    /// <summary>Groups below a thousand with their scales: "two thousand one hundred and five".</summary>
    private static bool TryReadEnglish(WordReader words, out decimal value)
    {
        value = 0;
        var group = 0m;
        var start = words.Position;
        if (words.Take("a"))
        {
            if (!Scales.ContainsKey(words.Next)) return Fail(words, start);
            group = 1;
        }
        else if (TryReadBelowHundred(words, out var first))
        {
            group = first;
        }
        else
        {
            return false;
        }
        while (TakeScales(words, ref group, ref value))
        {
            start = words.Position;
            words.Take("and");
            if (!TryReadBelowHundred(words, out var next) || next == 0)
            {
                words.Position = start;
                break;
            }
            group += next;
        }
        value += group;
        return value <= Largest;
    }

    /// <summary>The scales after a group.</summary>
    /// <returns>Whether there was one, so that more of the number may come.</returns>
    private static bool TakeScales(WordReader words, ref decimal group, ref decimal value)
    {
        var any = false;
        while (value <= Largest && group > 0 && words.TakeFrom(Scales, out var scale))
        {
            any = true;
            if (scale == 100 && group < 100) group *= 100;
            else (value, group) = (value + group * scale, 0);
        }
        return any;
    }

    private static bool TryReadBelowHundred(WordReader words, out int value)
    {
        if (words.TakeFrom(Units, out value)) return true;
        if (!words.TakeFrom(Tens, out value)) return false;
        var start = words.Position;
        if (words.TakeFrom(Units, out var unit) && unit is > 0 and < 10) value += unit;
        else words.Position = start;
        return true;
    }

    /// <summary>Place by place (二零二六), or with the names of the places (一百零五, 一万五).</summary>
    private static bool TryReadChinese(WordReader words, out decimal value)
    {
        value = 0;
        var start = words.Position;
        if (words.Next != "十" && !ChineseDigits.ContainsKey(words.Next)) return false;
        if (TryReadPlaces(words, out value)) return true;
        words.Position = start;
        var (sum, section, digit, last) = (0m, 0m, -1, 0m);
        while (sum <= Largest)
        {
            if (words.TakeFrom(ChineseDigits, out var next))
            {
                if (digit > 0) return Fail(words, start);
                // After 零 the digit stands for itself: 一百零五 is 105, but 一百五 is 150.
                if (next == 0) last = 0;
                digit = next;
            }
            else if (words.TakeFrom(ChineseScales, out var scale))
            {
                if (scale == 10 && digit < 0) digit = 1;
                var count = Math.Max(digit, 0);
                if (count == 0 && (scale < 10_000 || sum + section == 0)) return Fail(words, start);
                if (scale < 10_000) section += count * scale;
                else if (scale == 10_000) (sum, section) = (sum + (section + count) * scale, 0);
                else (sum, section) = ((sum + section + count) * scale, 0);
                (digit, last) = (-1, scale);
            }
            else
            {
                break;
            }
        }
        value = sum + section + (digit <= 0 ? 0 : last >= 100 ? digit * last / 10 : digit);
        return value <= Largest;
    }

    private static bool Fail(WordReader words, int start)
    {
        words.Position = start;
        return false;
    }

    private static bool TryReadPlaces(WordReader words, out decimal value)
    {
        (value, var places) = (0, 0);
        while (places < 15 && words.TakeFrom(ChineseDigits, out var digit)) (value, places) = (value * 10 + digit, places + 1);
        return places > 1 && !ChineseScales.ContainsKey(words.Next) && !ChineseDigits.ContainsKey(words.Next);
    }

    private static bool TryReadFraction(WordReader words, out decimal fraction)
    {
        var start = words.Position;
        fraction = 0;
        if (words.TakeAny("and a half", "and one half")) fraction = 0.5m;
        else if (words.TakeAny("and a quarter", "and one quarter")) fraction = 0.25m;
        else if (words.Take("point")) return TryReadDecimals(words, Units, start, out fraction);
        else if (words.Take("点")) return TryReadDecimals(words, ChineseDigits, start, out fraction);
        return fraction > 0;
    }

    private static bool TryReadDecimals(WordReader words, Dictionary<string, int> digits, int start, out decimal fraction)
    {
        (fraction, var scale) = (0, 0.1m);
        while (scale >= 0.000000001m && words.TakeFrom(digits, out var digit) && digit < 10) (fraction, scale) = (fraction + digit * scale, scale / 10);
        if (scale < 0.1m) return true;
        words.Position = start;
        return false;
    }

    private static Dictionary<string, int> Number(string names, int first, int step) =>
        names.Split(' ').Select((name, i) => (name, Value: first + i * step)).ToDictionary(pair => pair.name, pair => pair.Value);
}
