using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Said on Saturday, 21 November 2026.</summary>
public sealed class DateValueTests
{
    [Theory]
    [InlineData("today", "2026-11-21")]
    [InlineData("Tomorrow", "2026-11-22")]
    [InlineData("yesterday", "2026-11-20")]
    [InlineData("the day after tomorrow", "2026-11-23")]
    [InlineData("tuesday", "2026-11-24")]
    [InlineData("on Sat", "2026-11-21")]
    [InlineData("this friday", "2026-11-27")]
    [InlineData("coming sunday", "2026-11-22")]
    [InlineData("next tuesday", "2026-11-24")]
    [InlineData("next sunday", "2026-11-29")]
    [InlineData("last saturday", "2026-11-14")]
    [InlineData("last friday", "2026-11-20")]
    [InlineData("on the fifth of may", "2027-05-05")]
    [InlineData("may 5th", "2027-05-05")]
    [InlineData("May the fifth", "2027-05-05")]
    [InlineData("december 1", "2026-12-01")]
    [InlineData("twenty six march", "2027-03-26")]
    [InlineData("twenty ninth of march twenty seventeen", "2017-03-29")]
    [InlineData("5 may 2026", "2026-05-05")]
    [InlineData("november twenty first", "2026-11-21")]
    [InlineData("february 29", "2028-02-29")]
    [InlineData("the thirteenth", "2026-12-13")]
    [InlineData("twenty ninth", "2026-11-29")]
    [InlineData("the 31st", "2026-12-31")]
    [InlineData("the first of next month", "2026-12-01")]
    [InlineData("in three days", "2026-11-24")]
    [InlineData("a week from now", "2026-11-28")]
    [InlineData("two weeks ago", "2026-11-07")]
    [InlineData("last friday of the month", "2026-11-27")]
    [InlineData("in one month", "2026-12-21")]
    [InlineData("this week", "2026-W47")]
    [InlineData("next week", "2026-W48")]
    [InlineData("last month", "2026-10")]
    [InlineData("next year", "2027")]
    [InlineData("this weekend", "2026-11-21/2026-11-22")]
    [InlineData("next weekend", "2026-11-28/2026-11-29")]
    [InlineData("今天", "2026-11-21")]
    [InlineData("明天", "2026-11-22")]
    [InlineData("明儿个", "2026-11-22")]
    [InlineData("后天", "2026-11-23")]
    [InlineData("大后天", "2026-11-24")]
    [InlineData("前天", "2026-11-19")]
    [InlineData("周二", "2026-11-24")]
    [InlineData("星期天", "2026-11-22")]
    [InlineData("周六", "2026-11-21")]
    [InlineData("这周五", "2026-11-20")]
    [InlineData("下周二", "2026-11-24")]
    [InlineData("下个星期日", "2026-11-29")]
    [InlineData("下下周一", "2026-11-30")]
    [InlineData("上礼拜五", "2026-11-13")]
    [InlineData("五月五号", "2027-05-05")]
    [InlineData("12月二十一号", "2026-12-21")]
    [InlineData("2027年1月3日", "2027-01-03")]
    [InlineData("明年三月五日", "2027-03-05")]
    [InlineData("三号", "2026-12-03")]
    [InlineData("下个月8号", "2026-12-08")]
    [InlineData("月底", "2026-11-30")]
    [InlineData("下个月底", "2026-12-31")]
    [InlineData("三天后", "2026-11-24")]
    [InlineData("过两周", "2026-12-05")]
    [InlineData("一个月以后", "2026-12-21")]
    [InlineData("本周", "2026-W47")]
    [InlineData("下周", "2026-W48")]
    [InlineData("上个月", "2026-10")]
    [InlineData("去年", "2025")]
    [InlineData("下周末", "2026-11-28/2026-11-29")]
    public void A_date_is_written_as_iso_8601(string text, string expected) =>
        Assert.Equal(expected, SlotText.Read(ValueKind.Dates, text, SpeakerTimes.Saturday));

    [Theory]
    [InlineData("")]
    [InlineData("seven")]
    [InlineData("weekdays")]
    [InlineData("next few days")]
    [InlineData("the thirty second")]
    [InlineData("june 31st")]
    [InlineData("2月30号")]
    [InlineData("三十二号")]
    [InlineData("in ten minutes")]
    [InlineData("tomorrow or monday")]
    [InlineData("周一到周五")]
    public void What_is_no_definite_date_has_no_value(string text) => Assert.Null(SlotText.Read(ValueKind.Dates, text, SpeakerTimes.Saturday));

    [Fact]
    public void The_date_is_that_of_the_speakers_time_zone()
    {
        var moment = new DateTimeOffset(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);

        Assert.Equal("2026-11-21", SlotText.Read(ValueKind.Dates, "today", new SpeakerTime(moment, SpeakerTimes.Shanghai)));
        Assert.Equal("2026-11-20", SlotText.Read(ValueKind.Dates, "today", new SpeakerTime(moment, SpeakerTimes.NewYork)));
    }
}
