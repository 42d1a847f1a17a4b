using Router.Language.Cutting;
using Router.Tools.Evaluation;

namespace Router.Tools.Tests.Evaluation;

public sealed class ComposedExamplesTests
{
    private static readonly LabelledText[] Texts =
    [
        Text("turn off the lights.", "iot", "off", "en"), Text(" wake me at seven!? ", "alarm", "set", "en"), Text("play some jazz", "play", "music", "en"),
        Text("把灯关了。", "iot", "off", "zh"), Text("七点叫我", "alarm", "set", "zh"), Text("来首爵士乐", "play", "music", "zh"),
    ];

    [Fact]
    public void Each_holds_two_texts_of_one_language_that_want_different_things()
    {
        var examples = ComposedExamples.Of(Texts, 200);

        Assert.Equal((200, 200), (examples.Count(example => example.Language == "en"), examples.Count(example => example.Language == "zh")));
        Assert.All(examples, example =>
        {
            Assert.Equal(2, example.Parts.Count);
            Assert.NotEqual(example.Parts[0].Intent, example.Parts[1].Intent);
            Assert.Equal((0, example.Text.Length), (example.Parts[0].Start, example.Parts[1].End));
            foreach (var part in example.Parts)
            {
                var origin = Assert.Single(Texts, text => text.Language == example.Language && text.Intent == part.Intent);
                Assert.Equal(origin.Subsystem, part.Subsystem);
                Assert.StartsWith(example.Text[part.Start..part.End], origin.Text.Trim(), StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void What_joins_them_joins_commands_and_is_written_as_the_language_is()
    {
        var joints = ComposedExamples.Of(Texts, 400).Select(example => (example.Language, Joint: example.Text[example.Parts[0].End..example.Parts[1].Start])).ToHashSet();

        string[] known = [.. new[] { ConnectiveKind.Pause, ConnectiveKind.Plain, ConnectiveKind.Sequel }.SelectMany(Connectives.Of)];
        Assert.All(joints, item => Assert.Contains(item.Joint.Trim(), known.SelectMany(phrase => new[] { phrase, $", {phrase}", $"，{phrase}" })));
        Assert.All(joints, item => Assert.Equal(item.Language == "en", item.Joint.EndsWith(' ')));
        Assert.All(joints, item => Assert.Equal(item.Language == "en", item.Joint.All(char.IsAscii)));
        Assert.Superset(new HashSet<(string?, string)> { ("en", " and "), ("en", ", "), ("zh", "然后"), ("zh", "，再") }, joints.Select(item => ((string?)item.Language, item.Joint)).ToHashSet());
    }

    [Fact]
    public void The_same_texts_make_the_same_examples() =>
        Assert.Equal(ComposedExamples.Of(Texts, 50).Select(example => example.Text), ComposedExamples.Of(Texts, 50).Select(example => example.Text));

    [Fact]
    public void Nothing_is_made_of_texts_that_all_want_the_same_or_do_not_say_what()
    {
        Assert.Empty(ComposedExamples.Of([], 10));
        Assert.Empty(ComposedExamples.Of([Texts[0], Texts[0]], 10));
        Assert.Empty(ComposedExamples.Of([Texts[0], Texts[1] with { Intent = null }, Texts[2] with { Language = null }], 10));
    }

    private static LabelledText Text(string text, string subsystem, string intent, string language) => new(1, text, subsystem, intent, null, language, null);
}
