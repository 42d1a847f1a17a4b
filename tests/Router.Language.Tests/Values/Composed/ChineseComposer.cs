using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Composed;

/// <summary>Composes Chinese sentences: commands with days, times, lengths, ranges, recurrences and numbers.</summary>
/// <param name="random">What chooses; the same seed gives the same sentences.</param>
/// <param name="now">The speaker's clock.</param>
internal sealed class ChineseComposer(Random random, SpeakerClock now)
{
    private static readonly string[] Weekdays = ["一", "二", "三", "四", "五", "六", "日"];
    private static readonly string[] RuleDays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private const string Degree = "Degree";
    private static readonly string[] Afterwards = ["叫我起床", "提醒我开会", "把灯打开", "关掉空调", "提醒我吃药"];
    private static readonly (string Name, int First, int Last, int Added)[] Parts =
        [("早上", 6, 11, 0), ("上午", 8, 11, 0), ("下午", 1, 6, 12), ("晚上", 7, 11, 12), ("凌晨", 1, 5, 0), ("中午", 12, 12, 0), ("傍晚", 5, 6, 12)];

    /// <summary>A phrase in each writing, and what it means.</summary>
    private sealed record Phrase<T>(Func<Writing, string> Write, T Value);

    /// <summary>A sentence that can be written in several ways.</summary>
    public Func<Writing, Sentence> Next() => random.Next(12) switch
    {
        0 or 1 or 2 => OnDay(),
        3 => Alone(),
        4 => For(),
        5 => After(),
        6 => Range(),
        7 or 8 => Recurring(),
        9 => Open(),
        10 => About(),
        _ => Amount(),
    };

    private Func<Writing, Sentence> OnDay()
    {
        var (day, time) = (Day(), Time());
        return Of(writing => day.Write(writing) + time.Write(writing), Meanings.DateTime(At(day.Value, time.Value)));
    }

    private Func<Writing, Sentence> Alone()
    {
        var time = Time();
        return Of(time.Write, Meanings.Time(now, time.Value * 60));
    }

    private Func<Writing, Sentence> For()
    {
        var length = Length();
        return writing => writing.Sentence("把空调打开", length.Write(writing), "", Meanings.Of(ExpressionKind.Duration, Iso(length.Value)));
    }

    private Func<Writing, Sentence> After()
    {
        var length = Length();
        var moment = now.Now.PlusSeconds(length.Value);
        return Of(writing => length.Write(writing) + "后", length.Value % 86_400 == 0 ? Meanings.Date(moment.Date) : Meanings.DateTime(moment));
    }

    private Func<Writing, Sentence> Open()
    {
        var (day, time, isBefore) = (Day(), Time(), random.Next(2) == 0);
        return Of(
            writing => day.Write(writing) + time.Write(writing) + (isBefore ? "之前" : "之后"),
            Meanings.Open(isBefore ? Bound.Before : Bound.After, At(day.Value, time.Value)));
    }

    private Func<Writing, Sentence> Of(Func<Writing, string> phrase, Expression meaning)
    {
        var (before, after) = (random.Next(2) == 0 ? "" : "请你", Afterwards[random.Next(Afterwards.Length)]);
        return writing => writing.Sentence(before, phrase(writing), after, meaning);
    }

    /// <summary>The moment so many minutes after the midnight that begins a day.</summary>
    private ZonedDateTime At(LocalDate day, int minutes) => now.At(day, minutes * 60);

    private Phrase<LocalDate> Day()
    {
        var today = now.Today;
        var (weekday, monday) = (random.Next(7), today.PlusDays(1 - (int)today.DayOfWeek));
        switch (random.Next(8))
        {
            case 0:
                var (name, days) = new[] { ("明天", 1), ("后天", 2), ("大后天", 3), ("明日", 1) }[random.Next(4)];
                return new(_ => name, today.PlusDays(days));
            case 1:
                var week = new[] { "下周", "下星期", "下个星期", "下礼拜" }[random.Next(4)];
                return new(_ => week + Weekdays[weekday], monday.PlusDays(7 + weekday));
            case 2:
                return new(_ => "下下周" + Weekdays[weekday], monday.PlusDays(14 + weekday));
            case 3:
                // Today's weekday may be today's, or in a week: other tests tell which.
                if (weekday + 1 == (int)today.DayOfWeek) weekday = 0;
                return new(_ => "周" + Weekdays[weekday], today.Next((IsoDayOfWeek)(weekday + 1)));
            case 4:
                var count = random.Next(2, 30);
                return new(writing => $"{writing.Count(count)}天后", today.PlusDays(count));
            case 5:
                var ofMonth = random.Next(1, 29);
                return new(writing => $"下个月{writing.Number(ofMonth)}号", today.With(DateAdjusters.StartOfMonth).PlusMonths(1).PlusDays(ofMonth - 1));
            default:
                var ahead = today.PlusDays(random.Next(2, 360));
                var isYearSaid = random.Next(2) == 0;
                return new(
                    writing => (isYearSaid ? Year(writing, ahead.Year) : "") + $"{writing.Number(ahead.Month)}月{writing.Number(ahead.Day)}{(isYearSaid ? "日" : "号")}", ahead);
        }
    }

    private static string Year(Writing writing, int year) => writing.HasDigits ? $"{writing.Number(year)}年" : string.Concat($"{year}".Select(digit => Writing.Characters(digit - '0'))) + "年";

    /// <summary>A time of the day with its part, in minutes from midnight. "今天" is not among the days: what has passed today is meant otherwise.</summary>
    private Phrase<int> Time()
    {
        var (part, first, last, added) = Parts[random.Next(Parts.Length)];
        var hour = random.Next(first, last + 1);
        var (minutes, written) = random.Next(7) switch
        {
            0 => (30, _ => "点半"),
            1 => (15, _ => "点一刻"),
            2 => (45, _ => "点三刻"),
            3 when random.Next(1, 60) is var exact => (exact, writing => $"点{writing.Minutes(exact)}分"),
            4 when random.Next(10, 60) is var bare => (bare, writing => $"点{writing.Minutes(bare)}"),
            5 => (0, _ => "点钟"),
            _ => (0, (Func<Writing, string>)(_ => "点")),
        };
        return new(writing => part + writing.Count(hour) + written(writing), (hour + added) * 60 + minutes);
    }

    /// <summary>A length in seconds.</summary>
    private Phrase<int> Length()
    {
        var (many, few) = (random.Next(1, 60), random.Next(1, 13));
        return random.Next(7) switch
        {
            0 => new(writing => $"{writing.Count(many)}分钟", many * 60),
            1 => new(writing => $"{writing.Count(few)}个小时", few * 3600),
            2 => new(_ => "半小时", 1800),
            3 => new(writing => $"{writing.Count(few)}个半小时", few * 3600 + 1800),
            4 => new(writing => $"{writing.Count(few)}小时{writing.Count(many)}分钟", few * 3600 + many * 60),
            5 => new(writing => $"{writing.Count(many)}秒", many),
            _ => new(writing => $"{writing.Count(few)}天", few * 86_400),
        };
    }

    private Func<Writing, Sentence> Range()
    {
        var day = Day();
        var (from, to) = (random.Next(1, 4), random.Next(4, 7));
        var between = random.Next(2) == 0 ? "到" : "至";
        return Of(
            writing => $"{day.Write(writing)}下午{writing.Count(from)}点{between}{writing.Count(to)}点",
            Meanings.Range(At(day.Value, (from + 12) * 60), At(day.Value, (to + 12) * 60)));
    }

    private Func<Writing, Sentence> Recurring()
    {
        var (time, weekday, day) = (Time(), random.Next(7), random.Next(1, 29));
        var (every, rule) = random.Next(5) switch
        {
            0 => (_ => "每天", "FREQ=DAILY"),
            1 => (_ => "每周" + Weekdays[weekday], $"FREQ=WEEKLY;BYDAY={RuleDays[weekday]}"),
            2 => (_ => "每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            3 => (_ => "每周一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            _ => ((Func<Writing, string>)(writing => $"每月{writing.Number(day)}号"), $"FREQ=MONTHLY;BYMONTHDAY={day}"),
        };
        return Of(writing => every(writing) + time.Write(writing), Meanings.Recurrence($"{rule};BYHOUR={time.Value / 60 % 24};BYMINUTE={time.Value % 60}"));
    }

    private Func<Writing, Sentence> About()
    {
        var least = random.Next(2, 9);
        var number = (least == 2 ? "两" : Writing.Characters(least)) + Writing.Characters(least + 1);
        if (random.Next(2) == 0) return writing => writing.Sentence("把温度调高", $"{number}度", "", new() { Kind = ExpressionKind.Temperature, Near = $"{least}.5", Unit = Degree });
        var near = SpeakerClock.Write(now.Now.PlusMinutes(least).PlusSeconds(30));
        return writing => writing.Sentence("再等", $"{number}分钟后", "叫我", new() { Kind = ExpressionKind.DateTime, Near = near });
    }

    private Func<Writing, Sentence> Amount()
    {
        var number = random.Next(3, 400);
        var (large, tenth) = (random.NextInt64(1000, 900_000_000), random.Next(1, 10));
        return random.Next(7) switch
        {
            0 => writing => writing.Sentence("把亮度调到", $"百分之{writing.Number(number)}", "", Meanings.Of(ExpressionKind.Percentage, $"{number}%")),
            1 => writing => writing.Sentence("把空调调到", $"{writing.Number(number)}度", "", Meanings.Amount(ExpressionKind.Temperature, $"{number}", Degree)),
            2 => writing => writing.Sentence("把空调调到", $"{writing.Tenths(number, tenth)}度", "", Meanings.Amount(ExpressionKind.Temperature, $"{number}.{tenth}", Degree)),
            3 => writing => writing.Sentence("给我买", writing.Number(number), "个苹果", Meanings.Of(ExpressionKind.Number, $"{number}"), isApart: false),
            4 => writing => writing.Sentence("我花了", $"{writing.Number(large)}元", "", Meanings.Amount(ExpressionKind.Money, $"{large}", "Chinese yuan")),
            5 => writing => writing.Sentence("请播放", $"第{writing.Number(number)}", "首", Meanings.Of(ExpressionKind.Ordinal, $"{number}"), isApart: false),
            _ => writing => writing.Sentence("音量加大到", writing.Number(number), "", Meanings.Of(ExpressionKind.Number, $"{number}")),
        };
    }

    private static string Iso(int seconds)
    {
        if (seconds % 86_400 == 0) return $"P{seconds / 86_400}D";
        var (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
        return $"PT{(hours > 0 ? $"{hours}H" : "")}{(minutes > 0 ? $"{minutes}M" : "")}{(rest > 0 ? $"{rest}S" : "")}";
    }
}
