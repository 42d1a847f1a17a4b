using Router.Host;
using Router.Tools.Cli;

namespace Router.Tools.Tests.Cli;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("", 1, "")]
    [InlineData("lights", 6, "lights")]
    [InlineData("lights", 5, "ligh…")]
    [InlineData("打开窗帘", 8, "打开窗帘")]
    [InlineData("打开窗帘", 7, "打开窗…")]
    [InlineData("打开窗帘", 6, "打开…")]
    [InlineData("a🙂b", 4, "a🙂b")]
    [InlineData("a🙂b", 3, "a…")]
    [InlineData("lights", 1, "…")]
    public void A_text_that_is_too_wide_is_cut(string text, int cells, string shown) => Assert.Equal(shown, TextWidth.Cut(text, cells));
}
