using Router.Language.Cutting;

namespace Router.Language.Tests.Cutting;

public sealed class PredicatesTests
{
    [Theory]
    [InlineData("wake me at seven")]
    [InlineData("What's the time")]
    [InlineData("  please stop")]
    [InlineData("关灯")]
    [InlineData("播放音乐")]
    [InlineData("把窗帘拉上")]
    public void A_command_opens_with_a_predicate(string part)
    {
        Assert.True(Predicates.Opens(part));
        Assert.True(Predicates.Has(part));
    }

    [Theory]
    [InlineData("at seven wake me up")]
    [InlineData("明早七点叫我起床")]
    [InlineData("珠峰有多高多少米")]
    public void A_predicate_may_come_later(string part)
    {
        Assert.False(Predicates.Opens(part));
        Assert.True(Predicates.Has(part));
    }

    [Theory]
    [InlineData("eggs to the shopping list")]
    [InlineData("tobago")]
    [InlineData("the living room")]
    [InlineData("卧室的灯")]
    [InlineData("八点的闹钟")]
    [InlineData("")]
    [InlineData(" ")]
    public void A_noun_has_none(string part) => Assert.False(Predicates.Has(part));
}
