using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>A time of day as it was said.</summary>
/// <param name="Minutes">From midnight, 0 to 24 hours.</param>
/// <param name="IsExact">Whether it is one time of the day; otherwise it may be either half of the day: "half past seven".</param>
internal readonly record struct ClockTime(int Minutes, bool IsExact)
{
    private const int Hour = 60;
    private const int HalfDay = 12 * Hour;

    /// <summary>Reads "half past seven", "quarter to nine", "seven thirty pm", "7:30", "noon", 八点半, 三点一刻, 差五分八点, 十点四十五.</summary>
    public static bool TryRead(WordReader words, out ClockTime time)
    {
        var start = words.Position;
        if (TryReadNamed(words, out time) || TryReadBefore(words, out time) || TryReadPast(words, out time) || TryReadHour(words, out time)) return true;
        words.Position = start;
        return false;
    }

    private static bool TryReadNamed(WordReader words, out ClockTime time)
    {
        time = default;
        if (words.TakeAny("noon", "midday", "正午")) time = new(HalfDay, true);
        else if (words.TakeAny("midnight", "午夜")) time = new(2 * HalfDay, true);
        return time.IsExact;
    }

    /// <summary>差五分八点, 差一刻九点.</summary>
    private static bool TryReadBefore(WordReader words, out ClockTime time)
    {
        time = default;
        var start = words.Position;
        if (words.Take("差") && TryReadChineseMinutes(words, out var minutes) && minutes > 0 && TryReadHourOnly(words, out var hour) && words.TakeAny("点钟", "点"))
        {
            time = Of(hour, -minutes);
            return true;
        }
        words.Position = start;
        return false;
    }

    /// <summary>"half past seven", "twenty to nine", "quarter past six", "half seven".</summary>
    private static bool TryReadPast(WordReader words, out ClockTime time)
    {
        time = default;
        var start = words.Position;
        int minutes;
        if (words.TakeAny("half", "a half")) minutes = 30;
        else if (words.TakeAny("a quarter", "quarter")) minutes = 15;
        else if (SpokenNumbers.TryReadSmall(words, out minutes)) words.TakeAny("minutes", "minute");
        var isTo = words.TakeAny("to", "til", "till", "of", "before");
        if (minutes is > 0 and < 60 && (isTo || words.TakeAny("past", "after") || minutes == 30) && TryReadHourOnly(words, out var hour) && hour > 0)
        {
            words.Take("oclock");
            time = TakeHalf(words, Of(hour, isTo ? -minutes : minutes));
            return true;
        }
        words.Position = start;
        return false;
    }

    /// <summary>"seven", "seven oclock", "seven thirty", "seven oh five", "7:30", "seven pm", 七点, 七点半, 七点过五分.</summary>
    private static bool TryReadHour(WordReader words, out ClockTime time)
    {
        time = default;
        var isWritten = words.Next is ['0', _];
        if (TryReadDotted(words, out time)) return true;
        if (!SpokenNumbers.TryReadSmall(words, out var number)) return false;
        if (number >= 100)
        {
            // "seven hundred and thirty am", "0730", "thirteen hundred hours".
            if (number / 100 > 24 || number % 100 > 59 || number > 2400) return false;
            var minutesOfDay = number / 100 * Hour + number % 100;
            if (words.Take("hours")) time = new(minutesOfDay, true);
            else time = TakeHalf(words, Of(number / 100, number % 100));
            return true;
        }
        if (number > 24) return false;
        if (words.TakeAny("点", "时")) return TryReadChinese(words, number, out time);
        var minutes = 0;
        if (words.Take(":"))
        {
            if (!SpokenNumbers.TryReadSmall(words, out minutes) || minutes > 59) return false;
        }
        else if (!words.Take("oclock") && !TryReadMinutes(words, out minutes))
        {
            return false;
        }
        time = Of(number, minutes);
        time = isWritten ? time with { IsExact = true } : TakeHalf(words, time);
        return time.Minutes <= 2 * HalfDay;
    }

    /// <summary>"7.30" as some write it.</summary>
    private static bool TryReadDotted(WordReader words, out ClockTime time)
    {
        time = default;
        if (!words.Next.Contains('.', StringComparison.Ordinal) || words.Next.Split('.') is not [{ Length: 1 or 2 } hours, { Length: 2 } minutes]) return false;
        if (!int.TryParse(hours, out var hour) || !int.TryParse(minutes, out var minute) || hour > 23 || minute > 59) return false;
        words.Position++;
        time = TakeHalf(words, Of(hour, minute));
        return true;
    }

    private static bool TryReadMinutes(WordReader words, out int minutes)
    {
        var start = words.Position;
        minutes = 0;
        var isOh = words.TakeAny("oh", "o", "zero");
        if (!SpokenNumbers.TryReadSmall(words, out minutes))
        {
            words.Position = start;
            return true;
        }
        return isOh ? minutes is > 0 and < 10 : minutes is >= 10 and < 60;
    }

    private static bool TryReadChinese(WordReader words, int hour, out ClockTime time)
    {
        words.Take("钟");
        var minutes = 0;
        if (words.Take("半")) minutes = 30;
        else if (!words.Take("整"))
        {
            words.Take("过");
            if (!TryReadChineseMinutes(words, out minutes)) minutes = 0;
        }
        time = Of(hour, minutes);
        return time.Minutes <= 2 * HalfDay;
    }

    private static bool TryReadChineseMinutes(WordReader words, out int minutes)
    {
        var start = words.Position;
        if (words.TakeAll("一刻")) minutes = 15;
        else if (words.TakeAll("三刻")) minutes = 45;
        else if (SpokenNumbers.TryReadSmall(words, out minutes) && minutes < 60) words.Take("分");
        else
        {
            words.Position = start;
            return false;
        }
        return true;
    }

    private static bool TryReadHourOnly(WordReader words, out int hour) => SpokenNumbers.TryReadSmall(words, out hour) && hour <= 24;

    private static ClockTime Of(int hour, int minutes)
    {
        var isExact = hour is 0 or > 12;
        var total = hour * Hour + minutes;
        return new(total < 0 ? total + 2 * HalfDay : total, isExact);
    }

    private static ClockTime TakeHalf(WordReader words, ClockTime time)
    {
        if (words.Take("am")) return new(time.Minutes >= HalfDay && !time.IsExact ? time.Minutes - HalfDay : time.Minutes, true);
        if (words.Take("pm")) return new(time.Minutes < HalfDay ? time.Minutes + HalfDay : time.Minutes, true);
        return time;
    }
}
