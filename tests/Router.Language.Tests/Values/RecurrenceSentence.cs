using NodaTime;

namespace Router.Language.Tests.Values;

/// <summary>A sentence about what happens again and again, and when that is, by the calendar alone.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsOn">Whether it happens on a day; the second day is the first on which it does.</param>
/// <param name="Hour">The hour of it.</param>
/// <param name="Before">The first moment at which it does not happen any more, by the clock; null for ever.</param>
internal sealed record RecurrenceSentence(string Text, Func<LocalDate, LocalDate, bool> IsOn, int Hour, LocalDateTime? Before);

/// <summary>Composes sentences in both languages.</summary>
/// <param name="random">What chooses.</param>
/// <param name="now">When they are said.</param>
internal sealed class RecurrenceComposer(Random random, LocalDateTime now)
{
    private static readonly string[] English = ["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly string[] Chinese = ["", "一", "二", "三", "四", "五", "六", "日"];
    private static readonly string[] Months =
        ["", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly (string English, string Chinese, int Nth)[] Places = [("first", "第一个", 1), ("second", "第二个", 2), ("third", "第三个", 3), ("last", "最后一个", -1)];

    /// <summary>What happens how often.</summary>
    private sealed record Frequency(string English, string Chinese, Func<LocalDate, LocalDate, bool> IsOn, bool IsOfWeekdays = false, bool IsRare = false);

    /// <summary>A sentence in English, and one in Chinese that means the same.</summary>
    public (RecurrenceSentence English, RecurrenceSentence Chinese) Next()
    {
        var (every, isAfternoon, clock) = (Often(), random.Next(2) == 1, random.Next(6, 11));
        var (english, chinese) = ($"{every.English} at {clock} {(isAfternoon ? "pm" : "am")}", $"{every.Chinese}{(isAfternoon ? "晚上" : "早上")}{clock}点");
        var (hour, before) = (isAfternoon ? clock + 12 : clock, (LocalDateTime?)null);
        switch (random.Next(4))
        {
            case 0 when !every.IsOfWeekdays:
                var weekday = random.Next(1, 8);
                (english, chinese) = ($"{english} until {English[weekday]}", $"{chinese}到周{Chinese[weekday]}为止");
                before = now.Date.Next((IsoDayOfWeek)weekday).PlusDays(1).AtMidnight();
                break;
            case 1:
                var last = now.Date.PlusDays(random.Next(1, 300));
                (english, chinese) = ($"{english} until {Months[last.Month]} {last.Day} {last.Year}", $"{chinese}到{last.Year}年{last.Month}月{last.Day}号为止");
                before = last.PlusDays(1).AtMidnight();
                break;
            case 2 when !every.IsRare:
                var weeks = random.Next(5, 30);
                (english, chinese) = random.Next(2) == 0 ? ($"{english} for {weeks} weeks", $"{chinese}持续{weeks}周") : ($"for the next {weeks} weeks {english}", $"接下来{weeks}周{chinese}");
                before = now.PlusWeeks(weeks);
                break;
        }
        return (new(english, every.IsOn, hour, before), new(chinese, every.IsOn, hour, before));
    }

    private Frequency Often()
    {
        var (weekday, other, day, month) = (random.Next(1, 8), random.Next(1, 7), random.Next(1, 29), random.Next(1, 13));
        var second = (weekday + other - 1) % 7 + 1;
        var (english, chinese, nth) = Places[random.Next(Places.Length)];
        var third = random.Next(29, 32);
        return random.Next(15) switch
        {
            0 => new("every day", "每天", (_, _) => true),
            1 => new("every other day", "隔天", (date, first) => Period.DaysBetween(first, date) % 2 == 0),
            2 => new("every weekday", "每个工作日", (date, _) => date.DayOfWeek <= IsoDayOfWeek.Friday, IsOfWeekdays: true),
            3 => new($"every {English[weekday]}", $"每周{Chinese[weekday]}", (date, _) => (int)date.DayOfWeek == weekday, IsOfWeekdays: true),
            4 => new(
                $"every {English[weekday]} and {English[second]}", $"每周{Chinese[weekday]}和周{Chinese[second]}",
                (date, _) => (int)date.DayOfWeek == weekday || (int)date.DayOfWeek == second, IsOfWeekdays: true),
            5 => new($"on the {Ordinal(day)} of every month", $"每月{day}号", (date, _) => date.Day == day),
            6 => new(
                $"the {english} {English[weekday]} of every month", $"每个月的{chinese}星期{Chinese[weekday]}",
                (date, _) => (int)date.DayOfWeek == weekday && (nth > 0 ? (date.Day - 1) / 7 + 1 == nth : date.PlusWeeks(1).Month != date.Month)),
            7 => new("the last day of every month", "每月最后一天", (date, _) => date.PlusDays(1).Day == 1),
            8 => new($"every day except {English[weekday]}", $"每天除了周{Chinese[weekday]}", (date, _) => (int)date.DayOfWeek != weekday, IsOfWeekdays: true),
            9 => new(
                $"every {English[weekday]} to {English[second]}", $"每周{Chinese[weekday]}到周{Chinese[second]}",
                (date, _) => ((int)date.DayOfWeek - weekday + 7) % 7 <= other, IsOfWeekdays: true),
            10 => new($"the {Ordinal(day)} and {Ordinal(third)} of every month", $"每月{day}号和{third}号", (date, _) => date.Day == day || date.Day == third),
            11 => new($"every last {English[weekday]} of the month", $"每个月最后一个周{Chinese[weekday]}", (date, _) => (int)date.DayOfWeek == weekday && date.PlusWeeks(1).Month != date.Month),
            12 => new(
                $"weekdays except {English[weekday % 5 + 1]}", $"工作日除了周{Chinese[weekday % 5 + 1]}",
                (date, _) => date.DayOfWeek <= IsoDayOfWeek.Friday && (int)date.DayOfWeek != weekday % 5 + 1, IsOfWeekdays: true),
            13 => new("the last working day of every month", "每个月最后一个工作日", (date, _) => date.DayOfWeek <= IsoDayOfWeek.Friday && IsLastOfWork(date)),
            _ => new($"{Months[month]} {Ordinal(day)} every year", $"每年{month}月{day}号", (date, _) => (date.Month, date.Day) == (month, day), IsRare: true),
        };
    }

    private static string Ordinal(int day) => $"{day}{(day is 11 or 12 or 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}";

    /// <summary>Whether no day from Monday to Friday follows in the month.</summary>
    private static bool IsLastOfWork(LocalDate date)
    {
        for (var next = date.PlusDays(1); next.Month == date.Month; next = next.PlusDays(1))
        {
            if (next.DayOfWeek <= IsoDayOfWeek.Friday) return false;
        }
        return true;
    }
}
