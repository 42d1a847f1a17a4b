using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Composed;

/// <summary>Composes English sentences: commands with days, times, lengths, ranges, recurrences and numbers.</summary>
/// <param name="random">What chooses; the same seed gives the same sentences.</param>
/// <param name="now">The speaker's clock.</param>
internal sealed class EnglishComposer(Random random, SpeakerClock now)
{
    private static readonly string[] Ones =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] Places =
    [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
        "eighteenth", "nineteenth", "twentieth",
    ];

    private static readonly string[] Weekdays = ["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly string[] Months =
        ["", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Commands = ["wake me up ", "set an alarm for the cat ", "please remind me ", "start the heating ", "hey could you call mum "];
    private static readonly (string Before, string After)[] Counted = [("set the volume to ", ""), ("buy ", " apples"), ("please order ", " pizzas"), ("add ", " eggs to the list")];

    /// <summary>A sentence with its numbers in words, and the same with digits.</summary>
    public (Sentence Words, Sentence Digits) Next()
    {
        var (kind, seed) = (random.Next(11), random.Next());
        return (Compose(kind, new Choice(new Random(seed), HasDigits: false)), Compose(kind, new Choice(new Random(seed), HasDigits: true)));
    }

    /// <summary>A number below a hundred in words.</summary>
    public static string Word(int number) => number < 20 ? Ones[number] : number % 10 == 0 ? Tens[number / 10] : $"{Tens[number / 10]} {Ones[number % 10]}";

    private Sentence Compose(int kind, Choice choice)
    {
        if (kind == 0) return Count(choice);
        var (phrase, meaning) = kind switch
        {
            1 => OnDay(choice),
            2 => In(choice),
            3 => For(choice),
            4 => Date(choice),
            5 => Every(choice),
            6 => Percent(choice),
            7 => Range(choice),
            8 => HalfOrQuarter(choice),
            9 => Alone(choice),
            _ => Open(choice),
        };
        return Sentence.Of(choice.Of(Commands), phrase, "", meaning);
    }

    private (string, Expression) OnDay(Choice choice)
    {
        var (day, name) = Day(choice);
        var (time, seconds) = Time(choice);
        return (choice.Coin() ? $"{name} at {time}" : $"at {time} {name}", Meanings.DateTime(now.At(day, seconds)));
    }

    private (string, Expression) HalfOrQuarter(Choice choice)
    {
        // Which half of the day a quarter to twelve "am" is in is not agreed upon.
        var ((day, name), hour) = (Day(choice), choice.Next(1, 12));
        return choice.Coin()
            ? ($"at half past {choice.Write(hour)} in the morning {name}", Meanings.DateTime(now.At(day, hour * 3600 + 1800)))
            : ($"{name} at quarter to {choice.Write(hour)} am", Meanings.DateTime(now.At(day, hour * 3600 - 900)));
    }

    private (string, Expression) Alone(Choice choice)
    {
        var (time, seconds) = Time(choice);
        return ($"at {time}", Meanings.Time(now, seconds));
    }

    private (string, Expression) Open(Choice choice)
    {
        var ((day, name), (time, seconds)) = (Day(choice), Time(choice));
        return choice.Coin()
            ? ($"before {time} {name}", Meanings.Open(Bound.Before, now.At(day, seconds)))
            : ($"after {time} {name}", Meanings.Open(Bound.After, now.At(day, seconds)));
    }

    private static (string Text, int Seconds) Time(Choice choice)
    {
        var (hour, isAfternoon) = (choice.Next(1, 13), choice.Coin());
        var minutes = choice.Next(0, 3) switch { 0 => 0, 1 => 30, _ => choice.Next(10, 60) };
        var half = isAfternoon ? "pm" : "am";
        var text = minutes == 0 ? $"{choice.Write(hour)} {half}" : choice.HasDigits ? $"{hour}:{minutes:00} {half}" : $"{Word(hour)} {Word(minutes)} {half}";
        return (text, (hour % 12 + (isAfternoon ? 12 : 0)) * 3600 + minutes * 60);
    }

    private (LocalDate Day, string Name) Day(Choice choice)
    {
        var (today, weekday) = (now.Today, choice.Next(1, 8));
        return choice.Next(0, 4) switch
        {
            0 => (today.PlusDays(1), "tomorrow"),
            1 => (today.PlusDays(2), "the day after tomorrow"),
            2 => (today.PlusDays(7 - (int)today.DayOfWeek + weekday), $"next {Weekdays[weekday]}"),
            _ when weekday == (int)today.DayOfWeek => (today.PlusDays(1), "tomorrow"),
            _ => (today.Next((IsoDayOfWeek)weekday), $"on {Weekdays[weekday]}"),
        };
    }

    private (string, Expression) In(Choice choice)
    {
        var (count, (unit, seconds)) = (choice.Next(2, 60), choice.Of([("minutes", 60), ("hours", 3600), ("seconds", 1)]));
        return ($"in {choice.Write(count)} {unit}", Meanings.DateTime(now.Now.PlusSeconds(count * seconds)));
    }

    private static (string, Expression) For(Choice choice)
    {
        var (hours, minutes) = (choice.Next(2, 12), choice.Next(2, 60));
        var count = choice.Write(hours);
        var (text, rest) = choice.Next(0, 3) switch
        {
            0 => ($"for {count} hours and {choice.Write(minutes)} minutes", minutes),
            1 => ($"for {count} and a half hours", 30),
            _ => ($"for {count} hours and a quarter", 15),
        };
        return (text, Meanings.Of(ExpressionKind.Duration, FormattableString.Invariant($"PT{hours}H{rest}M")));
    }

    private (string, Expression) Date(Choice choice)
    {
        var (month, day) = (choice.Next(1, 13), choice.Next(1, 29));
        var date = new LocalDate(now.Today.Year, month, day);
        if (date < now.Today) date = date.PlusYears(1);
        var place = choice.HasDigits ? $"{day}{Ending(day)}" : Place(day);
        return (choice.Coin() ? $"on the {place} of {Months[month]}" : $"on {Months[month]} the {place}", Meanings.Date(date));
    }

    private static (string, Expression) Every(Choice choice)
    {
        var (weekday, hour) = (Weekdays[choice.Next(1, 8)], choice.Next(1, 13));
        var rule = FormattableString.Invariant($"FREQ=WEEKLY;BYDAY={weekday[..2].ToUpperInvariant()};BYHOUR={hour % 12 + 12};BYMINUTE=0");
        return ($"every {weekday} at {choice.Write(hour)} pm", Meanings.Recurrence(rule));
    }

    private static (string, Expression) Percent(Choice choice)
    {
        var share = choice.Next(1, 100);
        return ($"at {choice.Write(share)} percent", Meanings.Of(ExpressionKind.Percentage, FormattableString.Invariant($"{share}%")));
    }

    private (string, Expression) Range(Choice choice)
    {
        var (day, name) = Day(choice);
        var from = choice.Next(1, 10);
        var to = choice.Next(from + 1, 12);
        return ($"from {choice.Write(from)} to {choice.Write(to)} pm {name}", Meanings.Range(now.At(day, (from + 12) * 3600), now.At(day, (to + 12) * 3600)));
    }

    private static Sentence Count(Choice choice)
    {
        var (number, (before, after)) = (choice.Next(2, 100), choice.Of(Counted));
        return Sentence.Of(before, choice.Write(number), after, Meanings.Of(ExpressionKind.Number, FormattableString.Invariant($"{number}")));
    }

    private static string Place(int day) => day <= 20 ? Places[day] : $"twenty {Places[day - 20]}";

    private static string Ending(int day) => day is 11 or 12 or 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };

    /// <summary>What a sentence is chosen by, and how its numbers are written.</summary>
    private sealed record Choice(Random Random, bool HasDigits)
    {
        public int Next(int least, int below) => Random.Next(least, below);

        public bool Coin() => Random.Next(2) == 0;

        public T Of<T>(T[] choices) => choices[Random.Next(choices.Length)];

        public string Write(int number) => HasDigits ? FormattableString.Invariant($"{number}") : Word(number);
    }
}
