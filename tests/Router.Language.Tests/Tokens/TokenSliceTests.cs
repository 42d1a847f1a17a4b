using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;
using Router.Language.Cutting;
using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

public sealed class TokenSliceTests
{
    private const string Commands = "Turn off the lights, and then wake me at 7.30! 关灯，然后再拉上窗帘 and play some jàzz";

    private static readonly WordPieceTokenizer Shipped = ShippedTokenizer.Tokenizer;
    private static readonly WordPieceTokenizer Tiny = TinyTokenizer.Create(maxTokens: 512);

    [Fact]
    public void Every_segment_of_a_text_with_commands_is_taken_from_the_whole()
    {
        var whole = Shipped.Tokenize(Commands);
        var places = new CutFinder(minWords: 2, maxCandidates: 5).Find(whole);
        Assert.Equal(4, places.Count);
        foreach (var segment in CutReading.SegmentsOf(Commands, places)) AssertSame(Shipped, whole, segment.Start, segment.End, mustBeTaken: true);
    }

    /// <summary>
    /// Wherever a piece begins and ends, it is what the tokenizer makes of it, or none; where words begin and end, and the last has a letter or digit at
    /// its end, it is never none.
    /// </summary>
    [Fact]
    public void Any_piece_of_any_text_is_what_the_tokenizer_makes_of_it()
    {
        foreach (var tokenizer in new[] { Tiny, Shipped, TinyTokenizer.CreateWithEnds(), TinyTokenizer.Create(maxTokens: 7) })
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(TextsWithPieces(), sample =>
            {
                var whole = tokenizer.Tokenize(sample.Text);
                AssertSame(tokenizer, whole, sample.Start, sample.End, mustBeTaken: false);
                var tokens = whole.Tokens.ToArray();
                var starts = tokens.Where(token => token.StartsWord).Select(token => token.Start).ToHashSet();
                foreach (var (start, end) in starts.SelectMany(start => EndsOf(tokens), (start, end) => (start, end)).Where(piece => piece.start < piece.end))
                    AssertSame(tokenizer, whole, start, end, mustBeTaken: !whole.Truncated && char.IsLetterOrDigit(whole.Text[end - 1]) && IsBorder(tokens, start) && IsBorder(tokens, end));
            }));
        }
    }

    [Fact]
    public void The_whole_is_its_own_piece()
    {
        var whole = Shipped.Tokenize(Commands);
        Assert.Same(whole, TokenSlice.Of(whole, 0, Commands.Length));
    }

    [Theory]
    [InlineData(0, 4, true)]
    [InlineData(5, 8, true)]
    [InlineData(1, 4, false)]
    [InlineData(0, 3, false)]
    [InlineData(4, 5, false)]
    public void A_piece_begins_and_ends_between_words(int start, int end, bool isTaken)
    {
        var whole = Shipped.Tokenize("turn off");
        Assert.Equal(isTaken, TokenSlice.Of(whole, start, end) is not null);
    }

    [Theory]
    [InlineData("turn turn turn", 5, 4, true)]
    [InlineData("turn turn turn", 4, 4, true)]
    [InlineData("turn turn turn", 4, 9, false)]
    [InlineData("turn turn turn", 5, 9, true)]
    [InlineData("turn turn turn", 4, 14, false)]
    public void Of_a_text_that_was_cut_off_only_what_is_surely_whole_is_taken(string text, int maxTokens, int end, bool isTaken)
    {
        var tokenizer = TinyTokenizer.Create(maxTokens);
        var whole = tokenizer.Tokenize(text);
        Assert.Equal(maxTokens < 5, whole.Truncated);
        AssertSame(tokenizer, whole, 0, end, mustBeTaken: isTaken);
        if (!isTaken && end < text.Length) Assert.Null(TokenSlice.Of(whole, 0, end));
    }

    /// <summary>A dropped character within a word belongs to no piece of its own, so the word is not taken apart there.</summary>
    [Theory]
    [InlineData("turn\u00ads on", 0, 4, false)]
    [InlineData("turn\u00ads on", 0, 5, false)]
    [InlineData("turn\u00ads on", 5, 9, false)]
    [InlineData("turn\u00ads on", 0, 6, true)]
    [InlineData("turn \u00adon", 5, 8, true)]
    [InlineData("turn \u00adon", 6, 8, true)]
    [InlineData("turn\u00ad on", 0, 4, true)]
    [InlineData("turn\u00ad on", 4, 8, true)]
    public void A_piece_may_begin_and_end_with_dropped_characters_but_not_cut_a_word_at_one(string text, int start, int end, bool isTaken)
    {
        var whole = Tiny.Tokenize(text);
        Assert.Equal(isTaken, TokenSlice.Of(whole, start, end) is not null);
        AssertSame(Tiny, whole, start, end, mustBeTaken: isTaken);
    }

    /// <summary>A mark that ends the piece ends a text then, and the tokenizer may leave it out.</summary>
    [Theory]
    [InlineData("turn on! the light!", 0, 7, true)]
    [InlineData("turn on! the light!", 0, 8, false)]
    [InlineData("turn on! the light!", 9, 19, true)]
    [InlineData("turn on! the light!", 9, 18, true)]
    [InlineData("turn on! the light !", 18, 20, false)]
    public void A_piece_does_not_end_with_a_mark_but_where_the_text_does(string text, int start, int end, bool isTaken)
    {
        var tokenizer = TinyTokenizer.CreateWithEnds();
        var whole = tokenizer.Tokenize(text);
        Assert.Equal(isTaken, TokenSlice.Of(whole, start, end) is not null);
        AssertSame(tokenizer, whole, start, end, mustBeTaken: isTaken);
    }

    [Fact]
    public void Without_tokens_there_is_no_piece() => Assert.Null(TokenSlice.Of(new TokenizedText("ab cd", default, truncated: false), 0, 2));

    private static IEnumerable<int> EndsOf(Token[] tokens) =>
        Enumerable.Range(1, tokens.Length - 2).Where(i => i == tokens.Length - 2 || tokens[i + 1].StartsWord).Select(i => tokens[i].End).Distinct();

    /// <summary>Not within what one character was mapped to.</summary>
    private static bool IsBorder(Token[] tokens, int offset) => !Array.Exists(tokens, token => token.Start < offset && token.End > offset);

    private static void AssertSame(WordPieceTokenizer tokenizer, TokenizedText whole, int start, int end, bool mustBeTaken)
    {
        var piece = TokenSlice.Of(whole, start, end);
        if (mustBeTaken) Assert.NotNull(piece);
        if (piece is null || ReferenceEquals(piece, whole)) return;
        var expected = tokenizer.Tokenize(whole.Text[start..end]);
        Assert.Equal((expected.Text, expected.Truncated), (piece.Text, piece.Truncated));
        Assert.Equal(expected.Tokens.ToArray(), piece.Tokens.ToArray());
    }

    private static Arbitrary<(string Text, int Start, int End)> TextsWithPieces()
    {
        var any = Gen.Choose(0, char.MaxValue).Select(unit => ((char)unit).ToString());
        var special = Gen.Elements(
            "turn", "off", "lights", "and", " and then ", ", ", "。", "然后", "窗帘", "É", "\u0301", "½", "ﬁ", "\u00ad", "\u200b", "\U000E0041", "𠀀", "!", " ", "\u3000", "\ud83d", "\ude00", "7.30");
        var texts = Gen.Frequency((6, special), (1, any)).ListOf().Select(string.Concat);
        var pieces = texts.SelectMany(text => Gen.Choose(0, text.Length).Two().Select(
            ends => (text, Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2))));
        return pieces.ToArbitrary();
    }
}
