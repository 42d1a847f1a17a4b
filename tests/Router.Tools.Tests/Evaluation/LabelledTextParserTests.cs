using Router.Host;
using Router.Testing;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class LabelledTextParserTests
{
    private static readonly LabelledTextParser Parser = new(["alarm", "iot"], maxTextLength: 40);

    [Fact]
    public void A_line_may_say_everything()
    {
        var label = Parser.Parse(
            3,
            """
            {"text": "wake me at six", "subsystem": "alarm", "intent": "alarm_set", "slots": [{"type": "time", "start": 11, "end": 14}],
             "language": "en", "set": "spoken"}
            """);

        Assert.Equal((3, "wake me at six", "alarm", "alarm_set", "en", "spoken"), (label.Line, label.Text, label.Subsystem, label.Intent, label.Language, label.Set));
        Assert.Equal([new LabelledSlot("time", 11, 14)], label.Slots!);
    }

    [Fact]
    public void What_a_line_does_not_say_is_unknown()
    {
        var label = Parser.Parse(1, """{"text": "lights", "subsystem": "iot"}""");

        Assert.Equal((null, null, null, null), (label.Intent, label.Slots, label.Language, label.Set));
        Assert.Empty(Parser.Parse(1, """{"text": "lights", "subsystem": "iot", "slots": []}""").Slots!);
        Assert.Null(Parser.Parse(1, """{"text": "lights", "subsystem": "iot", "slots": null}""").Slots);
    }

    [Fact]
    public void The_shipped_sample_can_be_read()
    {
        var parser = new LabelledTextParser(Installation.Configuration().Settings.Subsystems.Select(subsystem => subsystem.Name), maxTextLength: 1000);
        var labels = File.ReadAllLines(Path.Combine(Installation.Root, "samples", "labelled.jsonl")).Select(line => parser.Parse(1, line)).ToArray();

        Assert.Equal([false, true], labels.Select(label => label.IsInScope).Distinct().Order());
        Assert.Equal(["en", "zh"], labels.Select(label => label.Language).Distinct().Order());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"outOfScope\"")]
    public void Two_labels_say_out_of_scope(string label) =>
        Assert.False(Parser.Parse(1, $$"""{"text": "bank", "subsystem": {{label}}, "intent": null, "slots": []}""").IsInScope);

    [Fact]
    public void A_slot_may_be_given_by_its_value_alone()
    {
        var label = Parser.Parse(1, """{"text": "明天八点叫我", "subsystem": "alarm", "slots": [{"type": "time", "value": "八点"}, {"type": "date", "value": "明天"}]}""");

        Assert.Equal([new LabelledSlot("time", 2, 4), new LabelledSlot("date", 0, 2)], label.Slots!);
    }

    [Theory]
    [InlineData("""{"text": "a" """, "is not JSON")]
    [InlineData("""["a"]""", "the line is not an object")]
    [InlineData("""{"subsystem": "iot"}""", "text: is missing")]
    [InlineData("""{"text": 5, "subsystem": "iot"}""", "text: is not a string")]
    [InlineData("""{"text": "  ", "subsystem": "iot"}""", "text: is only white space")]
    [InlineData("""{"text": "0123456789012345678901234567890123456789x", "subsystem": "iot"}""", "at most 40 are allowed")]
    [InlineData("""{"text": "a"}""", "subsystem: is missing; null says that the text is out of scope")]
    [InlineData("""{"text": "a", "subsystem": "alram"}""", "subsystem: there is no 'alram'; allowed are alarm, iot, and null")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slot": []}""", "slot: there is no such field; allowed are text, subsystem, intent, slots, language, set")]
    [InlineData("""{"text": "a", "text": "b", "subsystem": "iot"}""", "is not JSON")]
    [InlineData("""{"text": "a", "subsystem": null, "intent": "x"}""", "intent: a text that is out of scope has none")]
    [InlineData("""{"text": "a", "subsystem": null, "slots": [{"type": "t", "value": "a"}]}""", "slots: a text that is out of scope has none")]
    [InlineData("""{"text": "a", "subsystem": "iot", "set": ""}""", "set: is empty")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": {}}""", "slots: is not a list")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": [{"start": 0, "end": 1}]}""", "slots.type: is missing")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": [{"type": "t"}]}""", "needs start and end, or value")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": [{"type": "t", "start": 0, "end": 2}]}""", "allowed is 0 <= start < end <= 1")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": [{"type": "t", "start": 0.5, "end": 1}]}""", "allowed is 0 <= start < end <= 1")]
    [InlineData("""{"text": "ab", "subsystem": "iot", "slots": [{"type": "t", "start": 0, "end": 1, "value": "b"}]}""", "is 'b' where the text from 0 to 1 is 'a'")]
    [InlineData("""{"text": "a", "subsystem": "iot", "slots": [{"type": "t", "value": "b"}]}""", "'b' is not in the text")]
    [InlineData("""{"text": "aa", "subsystem": "iot", "slots": [{"type": "t", "value": "a"}]}""", "more than once")]
    [InlineData("""{"text": "abc", "subsystem": "iot", "slots": [{"type": "t", "value": "ab"}, {"type": "u", "value": "bc"}]}""", "1 to 3 lies over another slot")]
    public void What_is_wrong_is_named_with_what_is_allowed(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Parser.Parse(1, line)).Message, StringComparison.Ordinal);
}
