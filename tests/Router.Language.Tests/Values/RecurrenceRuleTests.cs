using System.Globalization;
using NodaTime;
using Router.Language.Values;
using Calendar = Ical.Net.Calendar;

namespace Router.Language.Tests.Values;

/// <summary>Rules of recurrence as a calendar program that knows RFC 5545 understands them.</summary>
public sealed class RecurrenceRuleTests
{
    private const int Sentences = 400, Most = 40;
    private const int Seed = 20261129;
    private const int Years = 4;

    /// <summary>Shanghai on a Saturday; New York on a Thursday, three days before the clock goes back.</summary>
    private static readonly SpeakerTime[] Speakers = [SpeakerTimes.Saturday, SpeakerTimes.At(SpeakerTimes.NewYork, 2026, 10, 29, 10, 20, 30)];

    [Fact]
    public void A_calendar_finds_the_days_and_times_that_a_sentence_means()
    {
        var (random, wrong) = (new Random(Seed), new List<string>());
        for (var i = 0; i < Sentences; i++)
        {
            foreach (var speaker in Speakers)
            {
                var now = speaker.Context.Now.InZone(speaker.Context.Zone);
                var (english, chinese) = new RecurrenceComposer(random, now.LocalDateTime).Next();
                foreach (var sentence in new[] { english, chinese }) wrong.AddRange(Check(sentence, speaker.Context, now));
            }
        }
        Assert.True(wrong.Count == 0, $"seed {Seed}: {wrong.Count} wrong, the first\n{string.Join('\n', wrong.Take(20))}");
    }

    [Theory]
    [InlineData("every hour until 6 pm", "FREQ=HOURLY;UNTIL=20261121T100000Z")]
    [InlineData("every day until friday", "FREQ=DAILY;UNTIL=20261127T155959Z")]
    [InlineData("every day until saturday", "FREQ=DAILY;UNTIL=20261128T155959Z")]
    [InlineData("until friday every day at 7 am", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261127T155959Z")]
    [InlineData("every day until friday at 7 am", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261127T155959Z")]
    [InlineData("every day until the end of the month", "FREQ=DAILY;UNTIL=20261130T155959Z")]
    [InlineData("every day until january", "FREQ=DAILY;UNTIL=20261231T155959Z")]
    [InlineData("every day for three weeks", "FREQ=DAILY;UNTIL=20261212T022029Z")]
    [InlineData("every month for half a year", "FREQ=MONTHLY;UNTIL=20270521T022029Z")]
    [InlineData("every ten minutes for two hours", "FREQ=MINUTELY;INTERVAL=10;UNTIL=20261121T042029Z")]
    [InlineData("每天早上七点到周五为止", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261127T155959Z")]
    [InlineData("每天到周五为止早上七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261127T155959Z")]
    [InlineData("每天早上七点直到下周五", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261127T155959Z")]
    [InlineData("到月底为止每天早上七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261130T155959Z")]
    [InlineData("every day through friday", "FREQ=DAILY;UNTIL=20261127T155959Z")]
    [InlineData("每天早上七点到十二月底", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261231T155959Z")]
    [InlineData("每小时一直到晚上六点", "FREQ=HOURLY;UNTIL=20261121T100000Z")]
    [InlineData("接下来三周每天", "FREQ=DAILY;UNTIL=20261212T022029Z")]
    [InlineData("每天早上七点持续三周", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20261212T022029Z")]
    public void An_end_that_is_said_is_the_last_second_that_counts(string text, string rule) =>
        Assert.Equal(rule, string.Join(" and ", ValueReader.Read(text, SpeakerTimes.Saturday.Context).Select(expression => expression.Recurrence)));

    [Theory]
    [InlineData("every monday to friday")]
    [InlineData("every day for ten minutes")]
    [InlineData("every morning for half an hour")]
    [InlineData("每周一到周三")]
    [InlineData("每天跑步持续三十分钟")]
    [InlineData("每天早上七点到九点")]
    public void What_is_no_end_of_a_recurrence_gives_it_none(string text) =>
        Assert.DoesNotContain(ValueReader.Read(text, SpeakerTimes.Saturday.Context), expression => expression.Recurrence?.Contains("UNTIL", StringComparison.Ordinal) == true);

    private static IEnumerable<string> Check(RecurrenceSentence sentence, ReadingContext context, ZonedDateTime now)
    {
        var read = ValueReader.Read(sentence.Text, context);
        if (read is not [{ Recurrence: { } rule }])
        {
            yield return $"\"{sentence.Text}\": {string.Join("; ", read.Select(expression => $"{expression.Kind} {expression.Recurrence}"))}";
            yield break;
        }
        if (Meant(sentence, now).ToArray() is not [var first, ..] meant) yield break;
        var found = Occurrences(rule, first, context.Zone.Id).Take(Most).TakeWhile(moment => moment.Year < now.Year + Years).ToArray();
        if (!meant.SequenceEqual(found)) yield return $"\"{sentence.Text}\": {rule}: {Show(found)}, not {Show(meant)}";
    }

    /// <summary>When it happens, by the clock, from now on.</summary>
    private static IEnumerable<LocalDateTime> Meant(RecurrenceSentence sentence, ZonedDateTime now)
    {
        LocalDate? first = null;
        var count = 0;
        for (var day = now.Date; day.Year < now.Year + Years && count < Most; day = day.PlusDays(1))
        {
            var moment = day.At(new LocalTime(sentence.Hour, 0));
            if (moment <= now.LocalDateTime || moment >= sentence.Before || !sentence.IsOn(day, first ?? day)) continue;
            first ??= day;
            count++;
            yield return moment;
        }
    }

    /// <summary>When a calendar says that it happens, which begins with the first time.</summary>
    private static IEnumerable<LocalDateTime> Occurrences(string rule, LocalDateTime first, string zone)
    {
        var start = first.ToString("uuuuMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        var calendar = Calendar.Load($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID={zone}:{start}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        return calendar!.Events.Single().GetOccurrences().Select(occurrence => LocalDateTime.FromDateTime(occurrence.Period.StartTime.Value));
    }

    private static string Show(LocalDateTime[] moments) => $"{moments.Length} from {string.Join(", ", moments.Take(4))} to {moments.LastOrDefault()}";
}
