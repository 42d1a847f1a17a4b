using Router.Language.Values;

namespace Router.Language.Tests.Values;

public sealed class SwitchTests
{
    [Theory]
    [InlineData("on", "on")]
    [InlineData(" Turn  ON ", "on")]
    [InlineData("switched on", "on")]
    [InlineData("开", "on")]
    [InlineData("打开", "on")]
    [InlineData("off", "off")]
    [InlineData("turn off", "off")]
    [InlineData("关", "off")]
    [InlineData("关掉", "off")]
    [InlineData("关闭", "off")]
    [InlineData("", null)]
    [InlineData("on and off", null)]
    [InlineData("once", null)]
    [InlineData("开关", null)]
    public void A_switch_is_on_or_off(string text, string? expected) => Assert.Equal(expected, SlotText.Read(ValueKind.Switches, text, SpeakerTimes.Saturday));
}
