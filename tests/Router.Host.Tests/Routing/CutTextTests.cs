using Router.Contracts;
using Router.Host.Routing;
using Router.Language.Tests.Cutting;
using Router.Testing;

namespace Router.Host.Tests.Routing;

/// <summary>Several commands in one text, with the shipped models and over the wire.</summary>
[Collection(RouterCollection.Name)]
public sealed class CutTextTests(RouterFixture router)
{
    [Theory]
    [InlineData("turn off the lights and wake me at seven", "iot", "turn off the lights", "alarm", "wake me at seven")]
    [InlineData("关灯然后明早七点叫我起床", "iot", "关灯", "alarm", "明早七点叫我起床")]
    public async Task Two_commands_in_one_breath_are_two_decisions(
        string text, string firstSubsystem, string firstText, string secondSubsystem, string secondText)
    {
        var decision = await router.Client.RouteAsync(text);

        Assert.Equal("multiple", decision.GetProperty("outcome").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, decision.GetProperty("subsystem").ValueKind);
        var parts = decision.GetProperty("parts").EnumerateArray().ToArray();
        Assert.Equal([firstText, secondText], parts.Select(part => part.GetProperty("text").GetString()));
        Assert.Equal([firstSubsystem, secondSubsystem], parts.Select(part => part.GetProperty("subsystem").GetString()));
        Assert.Equal(["start", "end", "text", "subsystem", "intent", "slots", "score"], parts[0].EnumerateObject().Select(field => field.Name));
        foreach (var part in parts)
        {
            Assert.Equal(part.GetProperty("text").GetString(), text[part.GetProperty("start").GetInt32()..part.GetProperty("end").GetInt32()]);
            foreach (var slot in part.GetProperty("slots").EnumerateArray())
                Assert.Equal(slot.GetProperty("text").GetString(), text[slot.GetProperty("start").GetInt32()..slot.GetProperty("end").GetInt32()]);
        }
    }

    [Fact]
    public async Task The_protobuf_of_a_cut_text_has_its_parts()
    {
        var request = new Router.Contracts.Protocol.RouteRequest { Text = "turn off the lights and wake me at seven", TimeoutMs = 20_000 };

        using var response = await router.Client.PostAsync(Google.Protobuf.MessageExtensions.ToByteArray(request), "application/x-protobuf");
        var decision = Router.Contracts.Protocol.RouteDecision.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal((Router.Contracts.Protocol.Outcome.Multiple, "", ""), (decision.Outcome, decision.Subsystem, decision.Intent));
        Assert.Equal(["iot", "alarm"], decision.Parts.Select(part => part.Subsystem));
        Assert.Equal([(0, 19), (24, 40)], decision.Parts.Select(part => (part.Start, part.End)));
    }

    [Theory]
    [InlineData("play rock and roll")]
    [InlineData("add milk and eggs to the shopping list")]
    [InlineData("设置早上七点和八点的闹钟")]
    [InlineData("what is the weather in trinidad and tobago")]
    public async Task One_command_with_a_connective_stays_whole(string text) =>
        Assert.NotEqual("multiple", (await router.Client.RouteAsync(text)).GetProperty("outcome").GetString());

    [Fact]
    public async Task A_request_can_ask_for_the_text_as_a_whole()
    {
        var request = new RouteRequest("turn off the lights and wake me at seven") { MayBeCut = false };
        var decision = Assert.IsType<RouteDecision>(await router.Server.Node.Queries.RouteAsync(request, CancellationToken.None));
        Assert.NotEqual(DecisionOutcome.Multiple, decision.Outcome);
        Assert.Empty(decision.Parts);
    }
}
