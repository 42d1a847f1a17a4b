using System.Text;
using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>A length of time as it was said. Days and less are exact; months and years depend on the calendar.</summary>
/// <param name="Months">Months, years included.</param>
/// <param name="Days">Days, weeks included.</param>
/// <param name="Seconds">Hours, minutes and seconds, in seconds.</param>
internal readonly record struct SpokenDuration(int Months, decimal Days, decimal Seconds)
{
    /// <summary>A century and more is nothing that is said to an assistant.</summary>
    private const int MostMonths = 1200, MostDays = 36_525;

    private static readonly Dictionary<string, SpokenDuration> Units = new()
    {
        ["second"] = new(0, 0, 1),
        ["minute"] = new(0, 0, 60),
        ["hour"] = new(0, 0, 3600),
        ["day"] = new(0, 1, 0),
        ["week"] = new(0, 7, 0),
        ["month"] = new(1, 0, 0),
        ["year"] = new(12, 0, 0),
    };

    private static readonly (string Phrase, string Unit)[] Names =
    [
        ("seconds", "second"), ("second", "second"), ("secs", "second"), ("sec", "second"), ("s", "second"),
        ("minutes", "minute"), ("minute", "minute"), ("mins", "minute"), ("min", "minute"),
        ("hours", "hour"), ("hour", "hour"), ("hrs", "hour"), ("hr", "hour"), ("h", "hour"),
        ("days", "day"), ("day", "day"), ("weeks", "week"), ("week", "week"), ("months", "month"), ("month", "month"), ("years", "year"), ("year", "year"),
        ("秒钟", "second"), ("秒", "second"), ("分钟", "minute"), ("小时", "hour"), ("钟头", "hour"),
        ("天", "day"), ("星期", "week"), ("礼拜", "week"), ("周", "week"), ("年", "year"),
    ];

    /// <summary>Whether it is made of days and more only, so that it leads to a date and not to a time.</summary>
    public bool IsOfDays => Seconds == 0;

    /// <summary>Reads "two and a half hours", "an hour and ten minutes", "half an hour", 一个半小时, 三刻钟, 两小时十分钟.</summary>
    public static bool TryRead(WordReader words, out SpokenDuration duration)
    {
        duration = default;
        var start = words.Position;
        if (!TryReadPart(words, out duration))
        {
            words.Position = start;
            return false;
        }
        while (true)
        {
            var before = words.Position;
            words.TakeAny("and", "零");
            if (TryReadPart(words, out var part) && (duration + part).IsSmall)
            {
                duration += part;
                continue;
            }
            words.Position = before;
            return duration.IsSmall;
        }
    }

    /// <summary>Both together.</summary>
    public static SpokenDuration operator +(SpokenDuration left, SpokenDuration right) =>
        new(left.Months + right.Months, left.Days + right.Days, left.Seconds + right.Seconds);

    /// <summary>ISO 8601, with the largest units that give whole numbers: <c>PT2H30M</c>, <c>PT90S</c> is <c>PT1M30S</c>, <c>P1Y6M</c>, <c>P2W</c>.</summary>
    public override string ToString()
    {
        if (Months == 0 && Seconds == 0 && Days % 7 == 0 && Days > 0) return $"P{SpokenNumbers.Write(Days / 7)}W";
        var text = new StringBuilder("P");
        Append(text, Months / 12, 'Y');
        Append(text, Months % 12, 'M');
        Append(text, Days, 'D');
        if (Seconds > 0) text.Append('T');
        Append(text, decimal.Floor(Seconds / 3600), 'H');
        Append(text, decimal.Floor(Seconds % 3600 / 60), 'M');
        Append(text, Seconds % 60, 'S');
        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private bool IsSmall => Months <= MostMonths && Days <= MostDays && Seconds <= MostDays * 86_400m;

    private static void Append(StringBuilder text, decimal count, char unit)
    {
        if (count > 0) text.Append(SpokenNumbers.Write(count)).Append(unit);
    }

    private static bool TryReadPart(WordReader words, out SpokenDuration part)
    {
        part = default;
        if (words.TakeAny("half an hour", "half hour", "a half hour", "半个小时", "半小时", "半个钟头")) part = new(0, 0, 1800);
        else if (words.TakeAny("a quarter of an hour", "quarter of an hour", "a quarter hour", "一刻钟")) part = new(0, 0, 900);
        else if (words.TakeAny("three quarters of an hour", "三刻钟")) part = new(0, 0, 2700);
        else if (words.TakeAny("half a day", "半天")) part = new(0, 0, 43_200);
        else if (words.TakeAny("half a year", "半年")) part = new(6, 0, 0);
        else if (words.TakeAny("half a minute", "半分钟")) part = new(0, 0, 30);
        else return TryReadCounted(words, out part);
        return true;
    }

    private static bool TryReadCounted(WordReader words, out SpokenDuration part)
    {
        part = default;
        if (!TryReadCount(words, out var count)) return false;
        var counter = words.Take("个");
        if (counter && words.Take("半")) count += 0.5m;
        // 三月 is a month of the year, 三个月 a length.
        var unit = "month";
        if (!(counter && words.Take("月")) && !words.TakeFrom<string>(Names, out unit)) return false;
        if (words.TakeAny("半", "and a half")) count += 0.5m;
        return TryScale(Units[unit], count, out part);
    }

    private static bool TryReadCount(WordReader words, out decimal count)
    {
        count = 1;
        if (words.TakeAny("a couple of")) count = 2;
        else if (SpokenNumbers.TryRead(words, out var number)) count = number;
        else if (!words.TakeAny("an", "a")) return false;
        return count <= MostDays * 86_400m;
    }

    private static bool TryScale(SpokenDuration unit, decimal count, out SpokenDuration part)
    {
        part = default;
        if (count * unit.Months > MostMonths || count * unit.Days > MostDays) return false;
        var months = count * unit.Months;
        if (decimal.Truncate(months) != months) return false;
        var days = count * unit.Days;
        var whole = decimal.Floor(days);
        part = new SpokenDuration((int)months, whole, count * unit.Seconds + (days - whole) * 86_400);
        return true;
    }
}
