using System.Xml;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

public sealed class DurationValueTests
{
    [Theory]
    [InlineData("ten minutes", "PT10M")]
    [InlineData("an hour", "PT1H")]
    [InlineData("half an hour", "PT30M")]
    [InlineData("a quarter of an hour", "PT15M")]
    [InlineData("two and a half hours", "PT2H30M")]
    [InlineData("an hour and a half", "PT1H30M")]
    [InlineData("one hour and ten minutes", "PT1H10M")]
    [InlineData("2 h 5 min", "PT2H5M")]
    [InlineData("90 seconds", "PT1M30S")]
    [InlineData("1.5 seconds", "PT1.5S")]
    [InlineData("for three days", "P3D")]
    [InlineData("one and a half days", "P1DT12H")]
    [InlineData("two weeks", "P2W")]
    [InlineData("twelve months", "P1Y")]
    [InlineData("a year and a half", "P1Y6M")]
    [InlineData("a couple of hours", "PT2H")]
    [InlineData("half a dozen months", "P6M")]
    [InlineData("zero minutes", "PT0S")]
    [InlineData("1½ hours", "PT1H30M")]
    [InlineData("1 1/2 hours", "PT1H30M")]
    [InlineData("1:30 minutes", "PT1M30S")]
    [InlineData("1h30", "PT1H30M")]
    [InlineData("90s", "PT1M30S")]
    [InlineData("十分钟", "PT10M")]
    [InlineData("半小时", "PT30M")]
    [InlineData("一个半小时", "PT1H30M")]
    [InlineData("两个小时", "PT2H")]
    [InlineData("一刻钟", "PT15M")]
    [InlineData("三刻钟", "PT45M")]
    [InlineData("两小时十分钟", "PT2H10M")]
    [InlineData("90秒", "PT1M30S")]
    [InlineData("三天", "P3D")]
    [InlineData("两周", "P2W")]
    [InlineData("三个月", "P3M")]
    [InlineData("一年半", "P1Y6M")]
    [InlineData("半年", "P6M")]
    [InlineData("三点五小时", "PT3H30M")]
    public void A_length_of_time_is_written_as_an_iso_duration(string text, string expected)
    {
        Assert.Equal(expected, SlotText.Read(ValueKind.Durations, text, SpeakerTimes.Saturday));
        if (!expected.EndsWith('W')) XmlConvert.ToTimeSpan(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ten")]
    [InlineData("long")]
    [InlineData("ten minutes ago")]
    [InlineData("十分钟后")]
    [InlineData("0730 hours")]
    [InlineData("two to three minutes")]
    [InlineData("an hour or two")]
    [InlineData("将近十分钟")]
    [InlineData("一个多小时")]
    [InlineData("三月")]
    [InlineData("half past seven")]
    [InlineData("nine hundred thousand years")]
    public void What_is_no_definite_length_has_no_value(string text) => Assert.Null(SlotText.Read(ValueKind.Durations, text, SpeakerTimes.Saturday));
}
