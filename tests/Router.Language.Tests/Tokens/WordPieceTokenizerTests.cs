using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer Tokenizer = TinyTokenizer.Create();
    private static readonly WordPieceTokenizer WithEnds = TinyTokenizer.CreateWithEnds();

    [Fact]
    public void A_text_stands_between_two_markers_with_empty_spans()
    {
        Assert.Equal("[CLS]@0-0 turn@0-4 [SEP]@4-4", Show("turn"));
        Assert.Equal("[CLS]@0-0 [SEP]@0-0", Show(""));
        Assert.Equal("[CLS]@0-0 [SEP]@3-3", Show(" \t\n"));
    }

    [Theory]
    [InlineData("turns lighting", "turn@0-4 ##s@4-5 light@6-11 ##ing@11-14")]
    [InlineData("TURN On", "turn@0-4 on@5-7")]
    [InlineData("turn on,the!light", "turn@0-4 on@5-7 ,@7-8 the@8-11 !@11-12 light@12-17")]
    [InlineData("窗帘on", "窗@0-1 帘@1-2 on@2-4")]
    [InlineData("lamp on", "[UNK]@0-4 on@5-7")]
    [InlineData("turnx", "[UNK]@0-5")]
    public void Words_are_split_into_the_longest_pieces(string text, string expected) => Assert.Equal(expected, ShowPieces(text));

    [Theory]
    [InlineData("café", "cafe@0-4")]
    [InlineData("CAFÉ on", "cafe@0-4 on@5-7")]
    [InlineData("cafe\u0301 on", "cafe@0-5 on@6-8")]
    [InlineData("Ａ！", "a@0-1 !@1-2")]
    public void Accents_and_full_width_forms_go_and_spans_stay(string text, string expected) =>
        Assert.Equal(expected, ShowPieces(text));

    [Fact]
    public void A_character_split_over_two_pieces_gives_both_its_span()
    {
        // Æ is mapped to "ae", which has no piece of its own.
        Assert.Equal("a@0-1 ##e@0-1", ShowPieces("Æ"));
    }

    [Fact]
    public void A_combining_mark_without_a_word_is_an_unknown_word()
    {
        Assert.Equal("[UNK]@0-1 [UNK]@1-2 on@2-4", ShowPieces("\u0301\u0301on"));
        Assert.Equal("!@0-1 [UNK]@1-2", ShowPieces("!\u0301"));
    }

    [Fact]
    public void Spans_count_both_units_of_a_surrogate_pair()
    {
        Assert.Equal("on@0-2 𠀀@2-4 the@4-7 [UNK]@8-10", ShowPieces("on𠀀the 😀"));
    }

    [Theory]
    [InlineData("turn\u00ads", "turn@0-4 ##s@5-6")]
    [InlineData("tu\u200brn", "turn@0-5")]
    [InlineData("\u00adturn\u00ad on\u200b", "turn@1-5 on@7-9")]
    [InlineData("on \u00ad the", "on@0-2 the@5-8")]
    [InlineData("tu\U000E0041rn", "turn@0-6")]
    [InlineData("cafe\u200b\u0301 on", "cafe@0-6 on@7-9")]
    [InlineData("!\u00ad!", "!@0-1 !@2-3")]
    [InlineData("\u00ad\u0301", "[UNK]@1-2")]
    [InlineData("\u00ad\u200b", "")]
    [InlineData("la\u00admp", "[UNK]@0-5")]
    public void Dropped_characters_are_left_out_and_spans_stay(string text, string expected) => Assert.Equal(expected, ShowPieces(text));

    [Fact]
    public void Dropped_characters_do_not_count_for_the_longest_word() =>
        Assert.StartsWith("a@0-1 ##a@1-2", ShowPieces(new string('a', 60) + new string('\u00ad', 60) + new string('a', 40), maxTokens: 128));

    [Theory]
    [InlineData("turn on the light.")]
    [InlineData("turn on the light!")]
    [InlineData("turn on the light！")]
    [InlineData("turn on the light。")]
    [InlineData("turn on the light,")]
    [InlineData("turn on the light...")]
    [InlineData("turn on the light . ! \u00ad, ")]
    [InlineData("turn on the light.\u200b")]
    public void Marks_at_the_end_of_a_text_are_left_out_where_the_table_says_so(string text)
    {
        Assert.Equal("turn@0-4 on@5-7 the@8-11 light@12-17", ShowPieces(text, WithEnds));
        Assert.NotEqual("turn@0-4 on@5-7 the@8-11 light@12-17", ShowPieces(text));
        Assert.Equal(new Token(3, text.Length, text.Length, StartsWord: false), WithEnds.Tokenize(text).Tokens.Span[^1]);
    }

    [Theory]
    [InlineData("turn! on, the.light", "turn@0-4 !@4-5 on@6-8 ,@8-9 the@10-13 [UNK]@13-14 light@14-19")]
    [InlineData("!on", "!@0-1 on@1-3")]
    [InlineData("on?", "on@0-2 [UNK]@2-3")]
    [InlineData("on.?", "on@0-2 [UNK]@2-3 [UNK]@3-4")]
    [InlineData("on!\u0301", "on@0-2 !@2-3 [UNK]@3-4")]
    [InlineData("on 𠀀!", "on@0-2 𠀀@3-5")]
    public void Other_marks_stay(string text, string expected) => Assert.Equal(expected, ShowPieces(text, WithEnds));

    [Theory]
    [InlineData("!", "!@0-1")]
    [InlineData(" !,", "!@1-2 ,@2-3")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    public void A_text_of_marks_alone_keeps_them(string text, string expected) => Assert.Equal(expected, ShowPieces(text, WithEnds));

    [Theory]
    [InlineData("on a.e.", "on@0-2 a@3-4 [UNK]@4-5 e@5-6 [UNK]@6-7")]
    [InlineData("on a. e.!", "on@0-2 a@3-4 [UNK]@4-5 e@6-7 [UNK]@7-8")]
    [InlineData("on a.E..", "on@0-2 a@3-4 [UNK]@4-5 e@5-6 [UNK]@6-7")]
    [InlineData("on a.e", "on@0-2 a@3-4 [UNK]@4-5 e@5-6")]
    [InlineData("on a.e .", "on@0-2 a@3-4 [UNK]@4-5 e@5-6")]
    [InlineData("on a.e!", "on@0-2 a@3-4 [UNK]@4-5 e@5-6")]
    [InlineData("on. the.", "on@0-2 [UNK]@2-3 the@4-7")]
    [InlineData("on a.", "on@0-2 a@3-4")]
    [InlineData("a.", "a@0-1")]
    [InlineData(". a.", "[UNK]@0-1 a@2-3 [UNK]@3-4")]
    public void A_full_stop_of_an_abbreviation_stays(string text, string expected) => Assert.Equal(expected, ShowPieces(text, WithEnds));

    [Fact]
    public void Marks_at_the_end_take_no_place()
    {
        var text = string.Join(' ', Enumerable.Repeat("on", 62)) + "!!";
        Assert.False(WithEnds.Tokenize(text).Truncated);
        Assert.True(Tokenizer.Tokenize(text).Truncated);
    }

    [Fact]
    public void Lone_surrogates_separate_words()
    {
        Assert.Equal("on@0-2 the@3-6", ShowPieces("on\ud83dthe"));
        Assert.Equal("on@1-3", ShowPieces("\ude00on\ud83d"));
    }

    [Fact]
    public void Only_the_first_piece_of_a_word_starts_it()
    {
        var tokens = Tokenizer.Tokenize("turns 窗").Tokens.ToArray();
        Assert.Equal([false, true, false, true, false], tokens.Select(token => token.StartsWord));
    }

    [Theory]
    [InlineData(100, "a@0-1 ##a@1-2")]
    [InlineData(101, "[UNK]@0-101")]
    public void A_word_of_more_than_100_code_points_is_unknown(int length, string beginning) =>
        Assert.StartsWith(beginning, ShowPieces(new string('a', length), maxTokens: 128));

    [Fact]
    public void The_span_of_a_word_that_is_too_long_covers_its_marks()
    {
        Assert.Equal("[UNK]@0-112 on@113-115", ShowPieces(new string('a', 110) + "\u0301a on"));
    }

    [Theory]
    [InlineData(62, false)]
    [InlineData(63, true)]
    public void More_pieces_than_fit_are_cut_off_and_the_end_marker_stays(int words, bool truncated)
    {
        var text = string.Join(' ', Enumerable.Repeat("on", words));
        var result = Tokenizer.Tokenize(text);
        Assert.Equal(truncated, result.Truncated);
        Assert.Equal(64, result.Tokens.Length);
        Assert.Equal(new Token(3, text.Length, text.Length, StartsWord: false), result.Tokens.Span[^1]);
    }

    [Fact]
    public void A_word_may_be_cut_in_its_middle()
    {
        var result = TinyTokenizer.Create(maxTokens: 3).Tokenize("turns");
        Assert.True(result.Truncated);
        Assert.Equal([2, 5, 3], result.Tokens.ToArray().Select(token => token.Id));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(513)]
    public void The_number_of_tokens_has_bounds(int maxTokens) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TinyTokenizer.Create(maxTokens));

    [Theory]
    [InlineData(3)]
    [InlineData(512)]
    public void The_bounds_themselves_are_allowed(int maxTokens) => Assert.Equal(maxTokens, TinyTokenizer.Create(maxTokens).MaxTokens);

    [Fact]
    public void A_text_costs_its_result_and_nothing_else()
    {
        const string text = "turn on the lights, lighting 窗帘";
        Tokenizer.Tokenize(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var tokens = Tokenizer.Tokenize(text).Tokens.Length;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, (tokens * 16) + 24 + 72);
    }

    private static string Show(string text) => Show(Tokenizer.Tokenize(text).Tokens.Span);

    private static string ShowPieces(string text, int maxTokens = 64) => ShowPieces(text, TinyTokenizer.Create(maxTokens));

    private static string ShowPieces(string text, WordPieceTokenizer tokenizer) => Show(tokenizer.Tokenize(text).Tokens.Span[1..^1]);

    private static string Show(ReadOnlySpan<Token> tokens) =>
        string.Join(' ', tokens.ToArray().Select(token => $"{TinyTokenizer.Pieces[token.Id]}@{token.Start}-{token.End}"));
}
