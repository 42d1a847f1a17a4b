using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

public sealed class WordPieceTokenizerProperties
{
    private static readonly WordPieceTokenizer Tiny = TinyTokenizer.Create(maxTokens: 512);

    public static TheoryData<string> Tokenizers => ["tiny", "shipped"];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Spans_are_ordered_inside_the_text_and_cover_every_character_but_spaces_dropped_ones_and_marks_at_its_end(string tokenizer) =>
        ForAnyText(tokenizer, (subject, text) =>
        {
            var result = subject.Tokenize(text);
            var tokens = result.Tokens.ToArray();
            var covered = new bool[text.Length];
            for (var i = 1; i < tokens.Length - 1; i++)
            {
                var (start, end) = (tokens[i].Start, tokens[i].End);
                if (start < 0 || end > text.Length || start >= end) return false;
                if (start < tokens[i - 1].Start || end < tokens[i - 1].End) return false;
                if (tokens[i].StartsWord && start < tokens[i - 1].End && !IsSplitCharacter(tokens[i - 1], tokens[i])) return false;
                covered.AsSpan(start, end - start).Fill(true);
            }
            return result.Truncated || CodePoints(text).All(c => subject.IsSpace(c.Code) || subject.IsDropped(c.Code) || covered[c.Start] || c.Start >= subject.EndOf(text));
        });

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void No_span_cuts_a_surrogate_pair(string tokenizer) =>
        ForAnyText(tokenizer, (subject, text) => subject.Tokenize(text).Tokens.ToArray().All(token =>
            !CutsAPair(text, token.Start) && !CutsAPair(text, token.End)));

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Lower_casing_the_text_changes_nothing(string tokenizer) =>
        ForAnyText(tokenizer, (subject, text) =>
            subject.Tokenize(text).Tokens.Span.SequenceEqual(subject.Tokenize(text.ToLowerInvariant()).Tokens.Span));

    /// <summary>The ids are those of the text without them, and every span, counted without them, is the same.</summary>
    [Fact]
    public void A_dropped_character_changes_nothing_but_offsets() =>
        ForAnyText("tiny", (subject, text) =>
        {
            // Runes, so that no lone surrogates become a pair where a character between them goes.
            var (whole, kept, offsets) = (string.Concat(text.EnumerateRunes()), new StringBuilder(), new List<int>());
            foreach (var rune in whole.EnumerateRunes())
            {
                offsets.AddRange(Enumerable.Repeat(kept.Length, rune.Utf16SequenceLength));
                if (!subject.IsDropped(rune.Value)) kept.Append(rune);
            }
            offsets.Add(kept.Length);
            var without = subject.Tokenize(kept.ToString());
            var tokens = subject.Tokenize(whole).Tokens.ToArray();
            return tokens.Select(token => token with { Start = offsets[token.Start], End = offsets[token.End] }).SequenceEqual(without.Tokens.ToArray());
        });

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Ids_are_in_the_vocabulary_and_the_markers_in_their_places(string tokenizer) =>
        ForAnyText(tokenizer, (subject, text) =>
        {
            var tokens = subject.Tokenize(text).Tokens.ToArray();
            return tokens.Length >= 2 && tokens.Length <= subject.MaxTokens
                && tokens[0] == new Token(2, 0, 0, false) && tokens[^1] == new Token(3, text.Length, text.Length, false)
                && tokens[1..^1].All(token => token.Id >= 0 && token.Id < subject.VocabularySize && token.Id is not (0 or 2 or 3 or 4));
        });

    private static void ForAnyText(string tokenizer, Func<WordPieceTokenizer, string, bool> holds)
    {
        var subject = tokenizer == "tiny" ? Tiny : ShippedTokenizer.Tokenizer;
        var config = Config.QuickThrowOnFailure.WithMaxTest(400);
        Check.One(config, Prop.ForAll(Texts(), text => holds(subject, text)));
    }

    /// <summary>Any UTF-16 units at all, lone surrogates among them, mixed with what the tokenizer treats specially.</summary>
    private static Arbitrary<string> Texts()
    {
        var any = Gen.Choose(0, char.MaxValue).Select(unit => ((char)unit).ToString());
        var pair = Gen.Choose(0x10000, CodePoint.Last).Select(char.ConvertFromUtf32);
        var special = Gen.Elements("turn", "s", "light", "ing", "LIGHT", "a", "é", "É", "\u0301", "\u00ad", "\u200b", "\U000E0041", "Æ", "窗", "帘", "𠀀", "!", ",", " ", "\u00a0", "\ud83d", "\ude00", "０", "Ａ");
        var part = Gen.Frequency((6, special), (2, any), (1, pair));
        return part.ListOf().Select(parts => string.Concat(parts)).ToArbitrary();
    }

    // One character that is mapped to several words gives each of them its own span.
    private static bool IsSplitCharacter(Token before, Token token) => token.Start == before.Start && token.End == before.End;

    private static bool CutsAPair(string text, int position) =>
        position > 0 && position < text.Length && char.IsHighSurrogate(text[position - 1]) && char.IsLowSurrogate(text[position]);

    private static IEnumerable<(int Start, int Code)> CodePoints(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var code = CodePoint.Read(text, i, out var length);
            yield return (i, code);
            i += length;
        }
    }
}
