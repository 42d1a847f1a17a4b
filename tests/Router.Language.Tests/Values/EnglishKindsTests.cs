using Router.Contracts;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>What English sentences say, kind by kind. Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class EnglishKindsTests
{
    [Theory]
    [InlineData("book the sauna for the day after tomorrow at 9 pm", "2026-11-23T21:00:00+08:00")]
    [InlineData("what did i plan the day before yesterday", "2026-11-19")]
    [InlineData("call the vet next wednesday at noon", "2026-11-25T12:00:00+08:00")]
    [InlineData("water the plants a week from tuesday", "2026-12-01")]
    [InlineData("move it to wednesday week at four pm", "2026-12-02T16:00:00+08:00")]
    [InlineData("ten days from now at 6 am", "2026-12-01T06:00:00+08:00")]
    [InlineData("three days after christmas", "2026-12-28")]
    [InlineData("the first monday of next month", "2026-12-07")]
    public void A_word_that_decides_counts_wherever_it_stands(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("at 07:30 tomorrow", "2026-11-22T07:30:00+08:00")]
    [InlineData("at 7.45 pm", "2026-11-21T19:45:00+08:00")]
    [InlineData("at 1145 am", "2026-11-21T11:45:00+08:00")]
    [InlineData("at 6 a.m. on monday", "2026-11-23T06:00:00+08:00")]
    [InlineData("nine o’clock sharp", "2026-11-21T21:00:00+08:00")]
    [InlineData("at half past twelve in the morning tomorrow", "2026-11-22T00:30:00+08:00")]
    [InlineData("12:30 tomorrow morning", "2026-11-22T00:30:00+08:00")]
    [InlineData("in 1.5 hours", "2026-11-21T11:50:30+08:00")]
    [InlineData("for 1/2 hour", "PT30M")]
    [InlineData("on 2026-12-24", "2026-12-24")]
    [InlineData("on 24/12", "2026-12-24")]
    [InlineData("at one hundred and twenty three main street", "123")]
    public void Digits_and_marks_stay_together(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("monday 9am", "2026-11-23T09:00:00+08:00")]
    [InlineData("Friday, 7 PM", "2026-11-27T19:00:00+08:00")]
    [InlineData("thurs nine a.m.", "2026-11-26T09:00:00+08:00")]
    [InlineData("friday 8 in the morning", "2026-11-27T08:00:00+08:00")]
    [InlineData("meet friday 2 friends", "2026-11-27 2")]
    [InlineData("friday the 27th", "2026-11-27")]
    [InlineData("monday the 30", "2026-11-30")]
    public void A_number_after_a_day_of_the_week_is_a_day_of_the_month_only_where_it_says_so(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("a quarter to noon tomorrow", "2026-11-22T11:45:00+08:00")]
    [InlineData("ten minutes before noon tomorrow", "2026-11-22T11:50:00+08:00")]
    [InlineData("half past noon", "2026-11-21T12:30:00+08:00")]
    [InlineData("twenty to midnight", "2026-11-21T23:40:00+08:00")]
    [InlineData("five minutes before midnight", "2026-11-21T23:55:00+08:00")]
    [InlineData("five past midnight tomorrow", "2026-11-22T00:05:00+08:00")]
    [InlineData("tomorrow at midnight", "2026-11-23T00:00:00+08:00")]
    [InlineData("tomorrow at noon", "2026-11-22T12:00:00+08:00")]
    public void Minutes_are_counted_from_noon_and_midnight_too(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("about ten minutes", "PT10M")]
    [InlineData("almost ten minutes", "PT10M")]
    [InlineData("nearly two hours", "PT2H")]
    [InlineData("close to two hours", "PT2H")]
    public void What_is_about_a_value_is_near_to_it_and_has_none(string text, string near)
    {
        var read = Assert.Single(ValueReader.Read(text, SpeakerTimes.Saturday.Context));
        Assert.Equal((null, near), (read.Value, read.Near));
    }

    [Theory]
    [InlineData("from 3 to 5 pm", "timeRange 2026-11-21T15:00:00+08:00..2026-11-21T17:00:00+08:00")]
    [InlineData("from nine to five on tuesday", "dateTimeRange 2026-11-24T09:00:00+08:00..2026-11-24T17:00:00+08:00")]
    [InlineData("between eight and half past nine tomorrow evening", "dateTimeRange 2026-11-22T20:00:00+08:00..2026-11-22T21:30:00+08:00")]
    [InlineData("from 10 to 12 in the morning", "timeRange 2026-11-22T10:00:00+08:00..2026-11-22T12:00:00+08:00")]
    [InlineData("between 10 and 12 in the morning tomorrow", "dateTimeRange 2026-11-22T10:00:00+08:00..2026-11-22T12:00:00+08:00")]
    [InlineData("from 10 am for 3 hours", "timeRange 2026-11-22T10:00:00+08:00..2026-11-22T13:00:00+08:00")]
    [InlineData("from 8 am for a day and a half", "timeRange 2026-11-22T08:00:00+08:00..2026-11-23T20:00:00+08:00")]
    [InlineData("did anybody ring in the last hour", "dateTimeRange 2026-11-21T09:20:30+08:00..2026-11-21T10:20:30+08:00")]
    [InlineData("keep quiet for the next hour", "dateTimeRange 2026-11-21T10:20:30+08:00..2026-11-21T11:20:30+08:00")]
    [InlineData("from monday to friday", "dateRange 2026-11-23..2026-11-27")]
    [InlineData("from the 3rd to the 12th of december", "dateRange 2026-12-03..2026-12-12")]
    [InlineData("before eight pm", "timeRange before 2026-11-21T20:00:00+08:00")]
    [InlineData("tomorrow morning until 12", "dateTimeRange until 2026-11-22T12:00:00+08:00")]
    [InlineData("until friday", "dateRange until 2026-11-27")]
    [InlineData("after six tomorrow", "dateTimeRange after 2026-11-22T06:00:00+08:00")]
    [InlineData("since 1999", "dateRange since 1999")]
    [InlineData("at least five", "numberRange since 5")]
    [InlineData("between 30 and 50", "numberRange 30..50")]
    public void A_range_and_a_bound_have_no_single_value(string text, string expected)
    {
        var expression = Assert.Single(ValueReader.Read(text, SpeakerTimes.Saturday.Context));
        var kind = char.ToLowerInvariant($"{expression.Kind}"[0]) + $"{expression.Kind}"[1..];
        var slot = SlotFields.Of(expression, ValueKind.DateTimes, new Slot("", 0, 0, "", 1));

        Assert.Null(expression.Value);
        Assert.Equal(expected, slot.Range is { } range ? $"{kind} {range.From}..{range.To}" : $"{kind} {$"{slot.Bound!.Side}".ToLowerInvariant()} {slot.Bound.Of}");
    }

    [Theory]
    [InlineData("ten to nine", "2026-11-21T20:50:00+08:00")]
    [InlineData("25 to 7 tomorrow", "2026-11-22T06:35:00+08:00")]
    [InlineData("five to three pm", "2026-11-21T14:55:00+08:00")]
    public void Minutes_before_an_hour_are_no_range(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("an hour and a quarter", "PT1H15M")]
    [InlineData("three quarters of an hour", "PT45M")]
    [InlineData("2 hours 10 minutes and 5 seconds", "PT2H10M5S")]
    [InlineData("two and a half weeks", "P17DT12H")]
    [InlineData("a fortnight", "P2W")]
    [InlineData("a year and a half", "P1Y6M")]
    public void A_length_is_one_value(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("about ten minutes", "PT10M")]
    [InlineData("two or three hours", "PT2H30M")]
    [InlineData("a few minutes", "PT3M")]
    [InlineData("tomorrow around 7 pm", "2026-11-22T19:00:00+08:00")]
    [InlineData("roughly fifty", "50")]
    [InlineData("five or ten percent", "7.5%")]
    public void An_about_number_has_no_value_but_what_it_is_near_to(string text, string near)
    {
        var expression = Assert.Single(ValueReader.Read(text, SpeakerTimes.Saturday.Context));

        Assert.Null(expression.Value);
        Assert.Equal(near, expression.Near);
    }

    [Theory]
    [InlineData("3 am tonight", "2026-11-22T03:00:00+08:00")]
    [InlineData("tonight at half past one am", "2026-11-22T01:30:00+08:00")]
    [InlineData("12 am tonight", "2026-11-22T00:00:00+08:00")]
    [InlineData("4 am tomorrow night", "2026-11-23T04:00:00+08:00")]
    [InlineData("11 pm tonight", "2026-11-21T23:00:00+08:00")]
    public void The_night_ends_on_the_next_date(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("start the oven in ten minutes", "2026-11-21T10:30:30+08:00", "PT10M")]
    [InlineData("run the oven for ten minutes", "PT10M", null)]
    [InlineData("open the blinds after half an hour", "2026-11-21T10:50:30+08:00", "PT30M")]
    [InlineData("how far can i run in an hour", "PT1H", null)]
    [InlineData("it rang two hours ago", "2026-11-21T08:20:30+08:00", "-PT2H")]
    public void In_a_length_is_a_point_of_time_and_for_a_length_is_none(string text, string value, string? offset)
    {
        var expression = Assert.Single(ValueReader.Read(text, SpeakerTimes.Saturday.Context));

        Assert.Equal(value, expression.Value);
        Assert.Equal(offset, expression.Offset);
    }

    [Theory]
    [InlineData("at six no seven am", "2026-11-22T07:00:00+08:00")]
    [InlineData("for ten sorry i mean twenty minutes", "PT20M")]
    [InlineData("on monday no tuesday at noon", "2026-11-24T12:00:00+08:00")]
    [InlineData("to thirty no forty percent", "40%")]
    [InlineData("at half past uh eight pm", "2026-11-21T20:30:00+08:00")]
    public void Of_what_is_said_twice_the_last_counts(string text, string expected) => Assert.Equal(expected, Values(text));

    [Theory]
    [InlineData("february 30th at eight am")]
    [InlineData("on april 31st")]
    [InlineData("wednesday december 1st at six")]
    [InlineData("this weekend at nine am", "2026-11-21/2026-11-22")]
    [InlineData("on my birthday at seven")]
    public void A_day_that_is_none_gives_a_time_no_other_day(string text, string? other = null) =>
        Assert.All(ValueReader.Read(text, SpeakerTimes.Saturday.Context), expression => Assert.True(expression.Value is null || expression.Value == other, expression.Value));

    private static string Values(string text) => string.Join(' ', ValueReader.Read(text, SpeakerTimes.Saturday.Context).Select(expression => expression.Value));
}
