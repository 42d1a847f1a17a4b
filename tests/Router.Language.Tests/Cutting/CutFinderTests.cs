using FsCheck;
using FsCheck.Fluent;
using Router.Language.Cutting;

namespace Router.Language.Tests.Cutting;

public sealed class CutFinderTests
{
    private static readonly string[] Pieces =
    [
        "turn", "off", "the lights", "and", "and then", "then", "also", ",", "uh", "wake me", "at 7.30", "关灯", "然后", "再", "，", "和", "嗯", "七点叫我", "😀", " ",
    ];

    [Theory]
    [InlineData("turn off the lights and wake me at seven", "turn off the lights|wake me at seven")]
    [InlineData("turn off the lights and then wake me at seven", "turn off the lights|wake me at seven")]
    [InlineData("turn off the lights uh and um also wake me at seven", "turn off the lights|wake me at seven")]
    [InlineData("turn off the lights, and wake me at seven", "turn off the lights|wake me at seven")]
    [InlineData("Lights off AND THEN play jazz", "Lights off|play jazz")]
    [InlineData("lights off while you're at it play jazz", "lights off|play jazz")]
    [InlineData("关灯然后明早七点叫我起床", "关灯|明早七点叫我起床")]
    [InlineData("关灯，然后再拉上窗帘", "关灯|拉上窗帘")]
    [InlineData("先关灯再放音乐", "先关灯|放音乐")]
    public void A_connective_belongs_to_neither_part(string text, string parts)
    {
        var candidate = Assert.Single(Find(text));
        Assert.Equal(parts, $"{text[..candidate.End]}|{text[candidate.Start..]}");
    }

    [Theory]
    [InlineData("turn off the lights")]
    [InlineData("")]
    [InlineData("and turn off the lights")]
    [InlineData("turn off the lights and")]
    [InlineData("wake me at 7.30 tomorrow")]
    [InlineData("how much is 10,000 yen")]
    [InlineData("turn uh off the um lights")]
    [InlineData("明早七点叫我起床")]
    [InlineData("然后关灯")]
    public void A_text_without_a_connective_between_two_parts_has_no_place_to_be_cut(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("turn off the lights and wake me", "Plain")]
    [InlineData("turn off the lights and then wake me", "Sequel")]
    [InlineData("turn off the lights, wake me", "Pause")]
    [InlineData("turn off the lights as well as the heater", "Nominal")]
    [InlineData("打开客厅和卧室的灯", "Nominal")]
    [InlineData("关灯，然后叫我", "Sequel")]
    public void The_strongest_connective_gives_the_kind(string text, string expected) => Assert.Equal(expected, $"{Assert.Single(Find(text)).Kind}");

    [Theory]
    [InlineData("lights off and music on", 2, 1)]
    [InlineData("lights off and music on", 3, 0)]
    [InlineData("stop and music on", 1, 1)]
    [InlineData("stop and music on", 2, 0)]
    [InlineData("关灯再开窗", 2, 1)]
    [InlineData("关灯再开窗", 3, 0)]
    public void A_part_has_as_many_words_as_are_asked_for(string text, int minWords, int expected) => Assert.Equal(expected, Find(text, minWords).Count);

    [Fact]
    public void A_middle_part_that_is_too_short_is_not_cut_off()
    {
        const string text = "add milk and eggs and wake me";
        Assert.Equal([8], Find(text).Select(candidate => candidate.End));
        Assert.Equal([8, 17], Find(text, minWords: 1).Select(candidate => candidate.End));
    }

    [Fact]
    public void The_strongest_places_are_kept_when_there_are_more_than_allowed()
    {
        const string text = "one two and three four and then five six and seven eight";
        Assert.Equal([7, 22, 40], Find(text, most: 3).Select(candidate => candidate.End));
        Assert.Equal([7, 22], Find(text, most: 2).Select(candidate => candidate.End));
        Assert.Equal([22], Find(text, most: 1).Select(candidate => candidate.End));
    }

    [Fact]
    public void Parts_are_in_order_apart_and_inside_the_text() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.ListOf(Gen.Elements(Pieces)).ToArbitrary(), pieces =>
        {
            var text = string.Join(" ", pieces);
            var candidates = Find(text, most: 16);
            foreach (var segment in CutReading.SegmentsOf(text, candidates).TakeLast(candidates.Count + 1))
            {
                Assert.InRange(segment.Start, 0, text.Length);
                Assert.InRange(segment.End, segment.Start, text.Length);
            }
            var end = 0;
            foreach (var candidate in candidates)
            {
                Assert.InRange(candidate.End, end + 1, candidate.Start - 1);
                Assert.False(char.IsWhiteSpace(text[candidate.End - 1]));
                Assert.False(char.IsWhiteSpace(text[candidate.Start]));
                var connective = text[candidate.End..candidate.Start].Trim();
                Assert.DoesNotContain("lights", connective, StringComparison.Ordinal);
                Assert.DoesNotContain("灯", connective, StringComparison.Ordinal);
                end = candidate.Start;
            }
            Assert.InRange(end, 0, Math.Max(0, text.Length - 1));
        }));

    private static IReadOnlyList<CutCandidate> Find(string text, int minWords = 2, int most = 5) =>
        new CutFinder(minWords, most).Find(Texts.Tokenize(text));
}
