using FsCheck;
using FsCheck.Fluent;
using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

public sealed class LexiconTests
{
    private static readonly string[] Tags = ["device", "place", "time"];
    private static readonly WordPieceTokenizer Tokenizer = TinyTokenizer.Create();

    [Theory]
    [InlineData("turn on the light", "turn on\tplace", "1-2 place")]
    [InlineData("TURN  on", "turn on\tplace", "1-2 place")]
    [InlineData("turns on", "turn\tplace", "")]
    [InlineData("lighting", "li\tplace", "")]
    [InlineData("turns on", "turns on\tplace", "1-3 place")]
    [InlineData("the light on", "light on\tplace\nlight\tplace\nlight\tdevice", "2-2 device, 2-3 place")]
    [InlineData("on the on the on", "on the on\tplace", "1-3 place")]
    [InlineData("关窗帘", "窗帘\tdevice\n窗\tplace", "2-3 device, 2-2 place")]
    public void Phrases_are_found_longest_first_at_words_and_tag_by_tag(string text, string lines, string expected) =>
        Assert.Equal(expected, string.Join(", ", Found(Parse(lines), text)));

    [Fact]
    public void A_phrase_is_the_same_with_and_without_a_mark_at_its_end()
    {
        var tokenizer = TinyTokenizer.CreateWithEnds();
        var lexicon = Lexicon.Parse("lexicon.tsv", TinyTokenizer.Bytes("the light.\tdevice"), Tags, tokenizer);
        Assert.Equal(["2-3 device"], Found(lexicon, "on the light", tokenizer));
        Assert.Equal(["1-2 device"], Found(lexicon, "the light! on.", tokenizer));
    }

    [Theory]
    [InlineData("light", "line 1: found \"light\"; allowed: a phrase of at most 200 characters, a tab and a tag")]
    [InlineData("light\tdevice\ton", "line 1: found \"light?device?on\"; allowed: a phrase")]
    [InlineData("light\tdevice\n\nlight\tplace", "line 2: found \"\"; allowed: a phrase")]
    [InlineData("\tdevice", "line 1: found \"?device\"; allowed: a phrase")]
    [InlineData("light\tdevice\non\tsong", "line 2: found tag \"song\"; allowed: device, place, time")]
    [InlineData("light\tdevice\nLIGHT\tdevice", "line 2: found \"LIGHT\" a second time; allowed: each phrase once for a tag")]
    [InlineData("light zzz\tdevice", "line 1: found \"light zzz\"; allowed: a phrase of 1 to 32 pieces, all in the vocabulary")]
    [InlineData("  \tdevice", "line 1: found \"  \"; allowed: a phrase of 1 to 32 pieces, all in the vocabulary")]
    [InlineData("", "0 phrases; allowed: 1 to 100000")]
    public void A_broken_lexicon_is_refused_with_file_and_line(string lines, string expected)
    {
        var error = Assert.Throws<ModelPackageException>(() => Parse(lines));
        Assert.Contains($"lexicon.tsv: {expected}", error.Message);
    }

    [Fact]
    public void A_phrase_may_have_32_pieces_and_200_characters_and_no_more()
    {
        string Words(int count) => string.Join(' ', Enumerable.Repeat("on", count));
        Assert.Equal(["1-32 time"], Found(Parse($"{Words(32)}\ttime"), Words(32)));
        Assert.Contains("1 to 32 pieces", Assert.Throws<ModelPackageException>(() => Parse($"{Words(33)}\ttime")).Message);
        Assert.Equal(["1-1 time"], Found(Parse($"{new string(' ', 198)}on\ttime"), "on"));
        Assert.Contains("at most 200 characters", Assert.Throws<ModelPackageException>(() => Parse($"{new string(' ', 199)}on\ttime")).Message);
    }

    [Fact]
    public void More_phrases_than_allowed_are_refused()
    {
        var lines = string.Concat(Enumerable.Repeat("on\ttime\n", 100_001));
        Assert.Contains("100001 lines; allowed: at most 100000", Assert.Throws<ModelPackageException>(() => Parse(lines)).Message);
    }

    [Fact]
    public void What_is_found_is_what_a_search_of_every_phrase_at_every_word_finds()
    {
        var word = Gen.Elements("turn", "turns", "light", "lighting", "on", "the", "a", "窗", "帘", "!", "zzz");
        var known = Gen.Elements("turn", "turns", "light", "lighting", "on", "the", "a", "窗", "帘", "!");
        var phrase = known.NonEmptyListOf().Select(words => string.Join(' ', words.Take(4)));
        var entry = phrase.Zip(Gen.Choose(0, Tags.Length - 1), (words, tag) => (Phrase: words, Tag: tag));
        var cases = entry.NonEmptyListOf().Zip(word.ListOf(), (entries, words) => (Entries: entries.Distinct().ToArray(), Text: string.Join(' ', words)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var lexicon = Parse(string.Join('\n', test.Entries.Select(e => $"{e.Phrase}\t{Tags[e.Tag]}")));
            return Found(lexicon, test.Text).Order(StringComparer.Ordinal)
                .SequenceEqual(Naive(test.Entries, test.Text).Order(StringComparer.Ordinal));
        }));
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        var lexicon = Parse("turn on\tplace\nlight\tdevice\non the light\ttime");
        var tokens = Tokenizer.Tokenize("turn on the light and turn on the light").Tokens;
        var rows = new float[tokens.Length * lexicon.Width];
        lexicon.Mark(tokens.Span, rows);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) lexicon.Mark(tokens.Span, rows);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Lexicon Parse(string lines) => Lexicon.Parse("lexicon.tsv", TinyTokenizer.Bytes(lines), Tags, Tokenizer);

    /// <summary>"first-last tag" of every phrase marked, by its first token and tag.</summary>
    private static List<string> Found(Lexicon lexicon, string text) => Found(lexicon, text, Tokenizer);

    private static List<string> Found(Lexicon lexicon, string text, WordPieceTokenizer tokenizer)
    {
        var tokens = tokenizer.Tokenize(text).Tokens.Span;
        var rows = new float[tokens.Length * lexicon.Width];
        lexicon.Mark(tokens, rows);
        var found = new List<string>();
        for (var first = 0; first < tokens.Length; first++)
        {
            for (var tag = 0; tag < Tags.Length; tag++)
            {
                if (rows[(first * lexicon.Width) + 1 + (2 * tag)] == 0) continue;
                var last = first;
                while (last + 1 < tokens.Length && rows[((last + 1) * lexicon.Width) + 2 + (2 * tag)] == 1) last++;
                found.Add($"{first}-{last} {Tags[tag]}");
            }
        }
        return found;
    }

    private static IEnumerable<string> Naive((string Phrase, int Tag)[] entries, string text)
    {
        var tokens = Tokenizer.Tokenize(text).Tokens.ToArray();
        for (var tag = 0; tag < Tags.Length; tag++)
        {
            var phrases = entries.Where(e => e.Tag == tag).Select(e => Tokenizer.Tokenize(e.Phrase).Tokens[1..^1].ToArray().Select(t => t.Id).ToArray()).ToArray();
            for (var first = 1; first < tokens.Length - 1; first++)
            {
                var length = phrases.Where(ids => Stands(ids, tokens, first)).Select(ids => ids.Length).DefaultIfEmpty().Max();
                if (length == 0) continue;
                yield return $"{first}-{first + length - 1} {Tags[tag]}";
                first += length - 1;
            }
        }
    }

    private static bool Stands(int[] ids, Token[] tokens, int first)
    {
        var end = first + ids.Length;
        return tokens[first].StartsWord && end < tokens.Length && (end == tokens.Length - 1 || tokens[end].StartsWord)
            && ids.SequenceEqual(tokens[first..end].Select(t => t.Id));
    }
}
