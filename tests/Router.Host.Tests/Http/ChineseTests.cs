using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>The Chinese sentences that must come out right whatever else changes.</summary>
[Collection(RouterCollection.Name)]
public sealed class ChineseTests(RouterFixture router)
{
    [Theory]
    [InlineData("打开窗帘", "iot", "iot_cover_open")]
    [InlineData("明天早上八点叫我起床", "alarm", "alarm_set")]
    [InlineData("删除早上8点以前的重复闹钟", "alarm", "alarm_remove")]
    [InlineData("美国加州现在几点", "datetime", "datetime_convert")]
    [InlineData("港币兑人民币汇率多少", "knowledge", "qa_currency")]
    [InlineData("偷窃5000元以上一般怎么判刑", "knowledge", "qa_factoid")]
    [InlineData("梅西和C罗分别有几次欧冠冠军", "knowledge", "qa_factoid")]
    [InlineData("给我讲个笑话", "chitchat", "general_joke")]
    public async Task A_sentence_that_must_come_out_right_does(string text, string subsystem, string intent)
    {
        var decision = await router.Client.RouteAsync(text);

        Assert.Equal("routed", decision.GetProperty("outcome").GetString());
        Assert.Equal(subsystem, decision.GetProperty("subsystem").GetString());
        Assert.Equal(intent, decision.GetProperty("intent").GetString());
    }
}
