using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Said in Shanghai on Saturday, 21 November 2026, at 10:20:30, unless a test says otherwise.</summary>
public sealed class TimeValueTests
{
    [Theory]
    [InlineData("half past seven tomorrow", "2026-11-22T07:30:00+08:00")]
    [InlineData("tomorrow at half past seven", "2026-11-22T07:30:00+08:00")]
    [InlineData("tomorrow morning at eight", "2026-11-22T08:00:00+08:00")]
    [InlineData("eight o'clock in the evening on monday", "2026-11-23T20:00:00+08:00")]
    [InlineData("seven", "2026-11-21T19:00:00+08:00")]
    [InlineData("eleven", "2026-11-21T11:00:00+08:00")]
    [InlineData("twelve", "2026-11-21T12:00:00+08:00")]
    [InlineData("quarter to nine", "2026-11-21T20:45:00+08:00")]
    [InlineData("twenty past six", "2026-11-21T18:20:00+08:00")]
    [InlineData("half seven", "2026-11-21T19:30:00+08:00")]
    [InlineData("seven thirty pm", "2026-11-21T19:30:00+08:00")]
    [InlineData("seven oh five a.m.", "2026-11-22T07:05:00+08:00")]
    [InlineData("twelve pm", "2026-11-21T12:00:00+08:00")]
    [InlineData("twelve am", "2026-11-22T00:00:00+08:00")]
    [InlineData("7:15", "2026-11-21T19:15:00+08:00")]
    [InlineData("07:15", "2026-11-22T07:15:00+08:00")]
    [InlineData("7.30pm", "2026-11-21T19:30:00+08:00")]
    [InlineData("18:45", "2026-11-21T18:45:00+08:00")]
    [InlineData("5 p m", "2026-11-21T17:00:00+08:00")]
    [InlineData("seven hundred and thirty am", "2026-11-22T07:30:00+08:00")]
    [InlineData("one thousand three hundred", "2026-11-21T13:00:00+08:00")]
    [InlineData("noon", "2026-11-21T12:00:00+08:00")]
    [InlineData("midnight", "2026-11-22T00:00:00+08:00")]
    [InlineData("tomorrow at midnight", "2026-11-23T00:00:00+08:00")]
    [InlineData("today at nine", "2026-11-21T21:00:00+08:00")]
    [InlineData("today at 9 am", "2026-11-21T09:00:00+08:00")]
    [InlineData("saturday at nine am", "2026-11-28T09:00:00+08:00")]
    [InlineData("saturday at eleven am", "2026-11-21T11:00:00+08:00")]
    [InlineData("may 5th at 5 pm", "2027-05-05T17:00:00+08:00")]
    [InlineData("two at night", "2026-11-22T02:00:00+08:00")]
    [InlineData("ten tonight", "2026-11-21T22:00:00+08:00")]
    [InlineData("in ten minutes", "2026-11-21T10:30:30+08:00")]
    [InlineData("forty minutes from now", "2026-11-21T11:00:30+08:00")]
    [InlineData("in an hour and a half", "2026-11-21T11:50:30+08:00")]
    [InlineData("two hours ago", "2026-11-21T08:20:30+08:00")]
    [InlineData("明天早上八点", "2026-11-22T08:00:00+08:00")]
    [InlineData("早上八点半", "2026-11-22T08:30:00+08:00")]
    [InlineData("下午三点一刻", "2026-11-21T15:15:00+08:00")]
    [InlineData("晚上十点四十五", "2026-11-21T22:45:00+08:00")]
    [InlineData("晚上十二点", "2026-11-22T00:00:00+08:00")]
    [InlineData("夜里两点", "2026-11-22T02:00:00+08:00")]
    [InlineData("明晚夜里", null)]
    [InlineData("凌晨四点", "2026-11-22T04:00:00+08:00")]
    [InlineData("中午十二点", "2026-11-21T12:00:00+08:00")]
    [InlineData("中午一点", "2026-11-21T13:00:00+08:00")]
    [InlineData("明早七点", "2026-11-22T07:00:00+08:00")]
    [InlineData("今晚八点", "2026-11-21T20:00:00+08:00")]
    [InlineData("下周二下午3点", "2026-11-24T15:00:00+08:00")]
    [InlineData("八点", "2026-11-21T20:00:00+08:00")]
    [InlineData("两点钟左右", null)]
    [InlineData("9点05", "2026-11-21T21:05:00+08:00")]
    [InlineData("21点", "2026-11-21T21:00:00+08:00")]
    [InlineData("六点整", "2026-11-21T18:00:00+08:00")]
    [InlineData("三点三刻", "2026-11-21T15:45:00+08:00")]
    [InlineData("差五分八点", "2026-11-21T19:55:00+08:00")]
    [InlineData("明天的八点", "2026-11-22T08:00:00+08:00")]
    [InlineData("十分钟后", "2026-11-21T10:30:30+08:00")]
    [InlineData("过一个半小时", "2026-11-21T11:50:30+08:00")]
    [InlineData("半小时以后", "2026-11-21T10:50:30+08:00")]
    [InlineData("this evening", "2026-11-21T18:00:00+08:00/2026-11-21T22:00:00+08:00")]
    [InlineData("tonight", "2026-11-21T18:00:00+08:00/2026-11-22T00:00:00+08:00")]
    [InlineData("tomorrow morning", "2026-11-22T06:00:00+08:00/2026-11-22T12:00:00+08:00")]
    [InlineData("tomorrow mornings", "2026-11-22T06:00:00+08:00/2026-11-22T12:00:00+08:00")]
    [InlineData("afternoon", "2026-11-21T12:00:00+08:00/2026-11-21T18:00:00+08:00")]
    [InlineData("凌晨", "2026-11-22T00:00:00+08:00/2026-11-22T06:00:00+08:00")]
    [InlineData("明天下午", "2026-11-22T12:00:00+08:00/2026-11-22T18:00:00+08:00")]
    [InlineData("一大早", "2026-11-21T06:00:00+08:00/2026-11-21T12:00:00+08:00")]
    [InlineData("明天中午", "2026-11-22T11:00:00+08:00/2026-11-22T14:00:00+08:00")]
    [InlineData("明天正午", "2026-11-22T12:00:00+08:00")]
    [InlineData("after five minutes", "2026-11-21T10:25:30+08:00")]
    [InlineData("tomorrow am", "2026-11-22T00:00:00+08:00/2026-11-22T12:00:00+08:00")]
    [InlineData("nineteen forty five", "2026-11-21T19:45:00+08:00")]
    [InlineData("nineteen forty-five", "2026-11-21T19:45:00+08:00")]
    [InlineData("twenty thirty", "2026-11-21T20:30:00+08:00")]
    [InlineData("oh seven thirty", "2026-11-22T07:30:00+08:00")]
    [InlineData("1930 hours", "2026-11-21T19:30:00+08:00")]
    [InlineData("half an hour before noon", "2026-11-21T11:30:00+08:00")]
    [InlineData("中午前半小时", "2026-11-21T11:30:00+08:00")]
    [InlineData("今晚两点", "2026-11-22T02:00:00+08:00")]
    [InlineData("明早", "2026-11-22T06:00:00+08:00/2026-11-22T12:00:00+08:00")]
    public void A_time_is_written_as_iso_8601_with_the_speakers_offset(string text, string? expected) =>
        Assert.Equal(expected, SlotText.Read(ValueKind.DateTimes, text, SpeakerTimes.Saturday));

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("next week at seven")]
    [InlineData("until five pm")]
    [InlineData("8点以前")]
    [InlineData("5点到3点")]
    [InlineData("25:00")]
    [InlineData("seven sixty")]
    [InlineData("ten minutes")]
    [InlineData("in three days")]
    [InlineData("seven and eight")]
    [InlineData("二十五点")]
    [InlineData("八点多")]
    [InlineData("八点七十五分")]
    [InlineData("8:75")]
    [InlineData("at seven seventy five")]
    [InlineData("凌晨十五点")]
    [InlineData("1:30 minutes")]
    [InlineData("about half an hour before noon")]
    public void What_is_no_definite_time_has_no_value(string text) => Assert.Null(SlotText.Read(ValueKind.DateTimes, text, SpeakerTimes.Saturday));

    [Theory]
    [InlineData(18, 59, "2026-11-21T19:00:00+08:00")]
    [InlineData(19, 0, "2026-11-22T07:00:00+08:00")]
    [InlineData(6, 59, "2026-11-21T07:00:00+08:00")]
    public void A_time_alone_is_the_next_one_that_the_clock_shows_in_either_half_of_the_day(int hour, int minute, string expected) => Assert.Equal(
        expected, SlotText.Read(ValueKind.DateTimes, "seven", SpeakerTimes.At(SpeakerTimes.Shanghai, 2026, 11, 21, hour, minute)));

    [Fact]
    public void A_time_that_the_clock_skips_is_as_much_later_as_the_clock_jumps() => Assert.Equal(
        "2027-03-14T03:30:00-04:00", Read("tomorrow at 02:30", SpeakerTimes.At(SpeakerTimes.NewYork, 2027, 3, 13, 12, 0)));

    [Fact]
    public void Of_two_moments_with_the_same_time_the_earlier_is_meant() => Assert.Equal(
        "2026-11-01T01:30:00-04:00", Read("tomorrow at 1:30 am", SpeakerTimes.At(SpeakerTimes.NewYork, 2026, 10, 31, 12, 0)));

    [Fact]
    public void A_distance_in_hours_is_exact_across_a_change_of_the_clock()
    {
        Assert.Equal("2027-03-14T04:00:00-04:00", Read("in two hours", SpeakerTimes.At(SpeakerTimes.NewYork, 2027, 3, 14, 1, 0)));
        Assert.Equal("2026-10-31T23:30:00-04:00", Read("twelve hours ago", SpeakerTimes.At(SpeakerTimes.NewYork, 2026, 11, 1, 10, 30)));
    }

    private static string? Read(string text, SpeakerTime time) => SlotText.Read(ValueKind.DateTimes, text, time);
}
