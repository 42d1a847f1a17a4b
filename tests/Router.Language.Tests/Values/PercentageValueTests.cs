using Router.Language.Values;

namespace Router.Language.Tests.Values;

public sealed class PercentageValueTests
{
    [Theory]
    [InlineData("thirty percent", "30%")]
    [InlineData("to seventy per cent", "70%")]
    [InlineData("12.5%", "12.5%")]
    [InlineData("50 ％", "50%")]
    [InlineData("two and a half percent", "2.5%")]
    [InlineData("half", "50%")]
    [InlineData("three quarters", "75%")]
    [InlineData("百分之三十", "30%")]
    [InlineData("百分之五十", "50%")]
    [InlineData("百分之一百", "100%")]
    [InlineData("百分之15", "15%")]
    [InlineData("百分之三点五", "3.5%")]
    [InlineData("一半", "50%")]
    [InlineData("三成", "30%")]
    [InlineData("百分之百", "100%")]
    [InlineData("四分之三", "75%")]
    [InlineData("三分之一", "33.3333%")]
    [InlineData("零分之一", null)]
    [InlineData("七成半", "75%")]
    [InlineData("到百分之八十", "80%")]
    public void A_share_is_written_in_per_cent(string text, string? expected) =>
        Assert.Equal(expected, SlotText.Read(ValueKind.Percentages, text, SpeakerTimes.Saturday));

    [Theory]
    [InlineData("about half", "50%")]
    [InlineData("roughly two thirds", "66.6667%")]
    [InlineData("about thirty percent", "30%")]
    public void A_share_that_is_no_exact_one_has_no_value_but_one_that_it_is_near_to(string text, string expected)
    {
        var slot = SlotText.Slot(ValueKind.Percentages, text, SpeakerTimes.Saturday);

        Assert.Equal((null, expected), (slot.Value, slot.Near));
    }

    [Theory]
    [InlineData("thirty")]
    [InlineData("percent")]
    [InlineData("百分之")]
    [InlineData("一点")]
    [InlineData("最大")]
    [InlineData("二十六度")]
    public void What_is_no_share_has_no_value(string text) => Assert.Null(SlotText.Read(ValueKind.Percentages, text, SpeakerTimes.Saturday));
}
