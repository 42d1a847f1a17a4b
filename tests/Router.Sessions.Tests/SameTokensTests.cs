using Router.Contracts;
using Router.Sessions.Internal;

namespace Router.Sessions.Tests;

public sealed class SameTokensTests
{
    [Theory]
    [InlineData("turn off the lights", "Turn  off the LIGHTS", true)]
    [InlineData("打开窗帘", " 打 开窗帘 ", true)]
    [InlineData("café", "cafe\u0301", true)]
    [InlineData("turn off the lights", "turn off the light", false)]
    [InlineData("turn off the lights", "Turn off the lights.", true)]
    [InlineData("what time is it", "What time is it?!", true)]
    [InlineData("wake me at 6 p.m", "wake me at 6 p.m.", false)]
    [InlineData("", "", true)]
    public void Texts_are_the_same_when_the_tokenizer_makes_the_same_of_them(string left, string right, bool same) =>
        Assert.Equal(same, SameTokens.Are(Texts.Tokenize(left), Texts.Tokenize(right)));

    [Fact]
    public void Texts_for_other_backbones_are_others_whatever_their_pieces_are()
    {
        var (one, other) = (new TextRoute([new EncodeStep("a 1.0.0", new SubsystemRoster(["alarm"]))]), new TextRoute([new EncodeStep("b 1.0.0", new SubsystemRoster(["alarm"]))]));
        Assert.True(SameTokens.Are(On(one, "hi"), On(one, "hi")));
        Assert.False(SameTokens.Are(On(one, "hi"), On(other, "hi")));
        Assert.True(SameTokens.Are(On(one, "hi", On(one, "there")), On(one, "hi", On(one, "there"))));
        Assert.False(SameTokens.Are(On(one, "hi", On(one, "there")), On(one, "hi", On(one, "where"))));

        static TokenizedText On(TextRoute route, string text, params TokenizedText[] further) =>
            new(text, Texts.Tokenize(text).Tokens, truncated: false) { Route = route, Further = further };
    }

    [Fact]
    public void Texts_that_were_cut_off_are_the_same_only_when_all_of_it_is()
    {
        var start = string.Concat(Enumerable.Repeat("on and ", 40));
        Assert.True(Texts.Tokenize(start).Truncated);
        Assert.True(SameTokens.Are(Texts.Tokenize(start + "a"), Texts.Tokenize(start + "a")));
        Assert.False(SameTokens.Are(Texts.Tokenize(start + "a"), Texts.Tokenize(start + "b")));
    }

    [Fact]
    public void Slots_alternatives_and_parts_move_with_the_text()
    {
        const string From = "turn off the lights and wake me at 明天八点";
        const string To = "Turn  off the Lights and  wake me at 明 天八点 ";
        var decision = new RouteDecision(Guid.Empty)
        {
            Text = From,
            Outcome = DecisionOutcome.Multiple,
            Slots = [SlotOf(From, "device", "lights")],
            Alternatives = [new Alternative("iot", "iot_hue_lightoff", 0.4, [SlotOf(From, "device", "lights")])],
            Parts =
            [
                new DecisionPart(0, 19, From[..19], "iot", "iot_hue_lightoff", [SlotOf(From, "device", "lights")], 0.9),
                new DecisionPart(24, From.Length, From[24..], "alarm", "alarm_set", [SlotOf(From, "time", "明天八点")], 0.9),
            ],
        };

        var moved = SameTokens.Move(decision, Texts.Tokenize(From), Texts.Tokenize(To));

        Assert.Equal(To, moved.Text);
        Assert.Equal(["Lights", "Lights", "Lights", "明 天八点"], AllSlots(moved).Select(slot => slot.Text));
        Assert.All(AllSlots(moved), slot => Assert.Equal(slot.Text, To[slot.Start..slot.End]));
        Assert.Equal(["Turn  off the Lights", "wake me at 明 天八点"], moved.Parts.Select(part => part.Text));
        Assert.All(moved.Parts, part => Assert.Equal(part.Text, To[part.Start..part.End]));
    }

    private static Slot SlotOf(string text, string type, string value)
    {
        var start = text.IndexOf(value, StringComparison.Ordinal);
        return new Slot(type, start, start + value.Length, value, 1);
    }

    private static IEnumerable<Slot> AllSlots(RouteDecision decision) =>
        [.. decision.Slots, .. decision.Alternatives.SelectMany(other => other.Slots), .. decision.Parts.SelectMany(part => part.Slots)];
}
