using NodaTime;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>An English sentence composed from parts whose meaning is known.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Value">What its one expression means: a value, or a rule of recurrence.</param>
internal sealed record EnglishSentence(string Text, string Value);

/// <summary>Composes sentences, with numbers in words or in digits.</summary>
/// <param name="random">What chooses.</param>
/// <param name="now">The speaker's clock.</param>
internal sealed class EnglishComposer(Random random, SpeakerClock now)
{
    private static readonly string[] Ones =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] Weekdays = ["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly string[] Months =
        ["", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Before = ["wake me up", "set an alarm for the cat", "please remind me", "start the heating", "hey could you call mum"];

    /// <summary>A sentence, and the same with its numbers written in the other way.</summary>
    public (EnglishSentence Words, EnglishSentence Digits) Next()
    {
        var (kind, seed) = (random.Next(8), random.Next());
        return (Compose(kind, new Random(seed), Word), Compose(kind, new Random(seed), number => FormattableString.Invariant($"{number}")));
    }

    /// <summary>A number below a hundred in words.</summary>
    public static string Word(int number) => number < 20 ? Ones[number] : number % 10 == 0 ? Tens[number / 10] : $"{Tens[number / 10]} {Ones[number % 10]}";

    private EnglishSentence Compose(int kind, Random choice, Func<int, string> write)
    {
        var (text, value) = kind switch
        {
            0 => OnDay(choice, write),
            1 => InLength(choice, write),
            2 => For(choice, write),
            3 => Date(choice, write),
            4 => Every(choice, write),
            5 => Percent(choice, write),
            6 => Range(choice, write),
            _ => DayAndHalf(choice, write),
        };
        return new($"{Before[choice.Next(Before.Length)]} {text}", value);
    }

    private (string, string) OnDay(Random choice, Func<int, string> write)
    {
        var (day, name) = Day(choice);
        var (hour, isAfternoon) = (choice.Next(1, 13), choice.Next(2) == 1);
        var minutes = choice.Next(3) switch { 0 => 0, 1 => 30, _ => choice.Next(10, 60) };
        var half = isAfternoon ? "pm" : "am";
        var time = minutes == 0 ? $"{write(hour)} {half}" : write(7) == "7" ? $"{hour}:{minutes:00} {half}" : $"{write(hour)} {write(minutes)} {half}";
        var seconds = (hour % 12 + (isAfternoon ? 12 : 0)) * 3600 + minutes * 60;
        return (choice.Next(2) == 0 ? $"{name} at {time}" : $"at {time} {name}", SpeakerClock.Write(now.At(day, seconds)));
    }

    private (string, string) DayAndHalf(Random choice, Func<int, string> write)
    {
        var (day, name) = Day(choice);
        var hour = choice.Next(1, 13);
        return choice.Next(2) == 0
            ? ($"at half past {write(hour)} in the morning {name}", SpeakerClock.Write(now.At(day, hour * 3600 + 1800)))
            : ($"{name} at quarter to {write(hour)} am", SpeakerClock.Write(now.At(day, (hour == 12 ? 24 : hour) * 3600 - 900 - (hour == 12 ? 24 * 3600 : 0) + (hour == 12 ? 12 * 3600 : 0))));
    }

    private (LocalDate Day, string Name) Day(Random choice)
    {
        var weekday = choice.Next(1, 8);
        return choice.Next(4) switch
        {
            0 => (now.Today.PlusDays(1), "tomorrow"),
            1 => (now.Today.PlusDays(2), "the day after tomorrow"),
            2 => (now.Today.PlusDays(7 - (int)now.Today.DayOfWeek + weekday), $"next {Weekdays[weekday]}"),
            _ when weekday == (int)now.Today.DayOfWeek => (now.Today.PlusDays(1), "tomorrow"),
            _ => (now.Today.PlusDays((weekday - (int)now.Today.DayOfWeek + 7) % 7), $"on {Weekdays[weekday]}"),
        };
    }

    private (string, string) InLength(Random choice, Func<int, string> write)
    {
        var (count, unit) = (choice.Next(2, 60), choice.Next(3));
        var name = unit switch { 0 => "minutes", 1 => "hours", _ => "seconds" };
        var seconds = count * (unit switch { 0 => 60, 1 => 3600, _ => 1 });
        return ($"in {write(count)} {name}", SpeakerClock.Write(now.Now.PlusSeconds(seconds)));
    }

    private static (string, string) For(Random choice, Func<int, string> write)
    {
        var (hours, minutes) = (choice.Next(2, 12), choice.Next(2, 60));
        return choice.Next(3) switch
        {
            0 => ($"for {write(hours)} hours and {write(minutes)} minutes", FormattableString.Invariant($"PT{hours}H{minutes}M")),
            1 => ($"for {write(hours)} and a half hours", FormattableString.Invariant($"PT{hours}H30M")),
            _ => ($"for {write(hours)} hours and a quarter", FormattableString.Invariant($"PT{hours}H15M")),
        };
    }

    private (string, string) Date(Random choice, Func<int, string> write)
    {
        var (month, day) = (choice.Next(1, 13), choice.Next(1, 29));
        var date = new LocalDate(now.Today.Year, month, day);
        if (date < now.Today) date = date.PlusYears(1);
        var place = write(7) == "7" ? $"{day}{(day is 11 or 12 or 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}" : Place(day);
        return (choice.Next(2) == 0 ? $"on the {place} of {Months[month]}" : $"on {Months[month]} the {place}", SpeakerClock.Write(date));
    }

    private static (string, string) Every(Random choice, Func<int, string> write)
    {
        var (weekday, hour) = (choice.Next(1, 8), choice.Next(1, 13));
        var rule = FormattableString.Invariant($"FREQ=WEEKLY;BYDAY={Weekdays[weekday][..2].ToUpperInvariant()};BYHOUR={hour % 12 + 12};BYMINUTE=0");
        return ($"every {Weekdays[weekday]} at {write(hour)} pm", rule);
    }

    private static (string, string) Percent(Random choice, Func<int, string> write)
    {
        var share = choice.Next(1, 100);
        return ($"at {write(share)} percent", FormattableString.Invariant($"{share}%"));
    }

    private (string, string) Range(Random choice, Func<int, string> write)
    {
        var (day, name) = Day(choice);
        var from = choice.Next(1, 10);
        var to = choice.Next(from + 1, 12);
        var (first, last) = (now.At(day, (from + 12) * 3600), now.At(day, (to + 12) * 3600));
        return ($"from {write(from)} to {write(to)} pm {name}", $"{SpeakerClock.Write(first)}..{SpeakerClock.Write(last)}");
    }

    private static string Place(int day)
    {
        string[] places =
        [
            "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
            "eighteenth", "nineteenth", "twentieth",
        ];
        return day <= 20 ? places[day] : $"twenty {places[day - 20]}";
    }
}
