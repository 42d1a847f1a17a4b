using System.Text;
using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

/// <summary>The router and the trainer give every text the same pieces and spans.</summary>
public sealed class TokenizerParityTests
{
    private const int Seed = 20261121;
    private const int MaxTokens = 64;

    private static readonly string[] Parts =
    [
        "p.m.", "u. s.", "turn", "Lights", "LIGHTING", "the", "a", "cafe\u0301", "Café", "é", "\u0301", "Æ", "ß", "ſ", "İ", "ﬁ", "Ａ", "１", "！", "窗", "帘", "關", "明天",
        "𠀀", "㐀", "한국어", "ひらがな", "カタカナ", "ไทย", "عربي", "עִברִית", "हिन्दी", "😀", "👩‍👩‍👧", "\u200b", "\u00ad", "\U000E0041", "\ufeff", "\u00a0", "\u3000",
        " ", "  ", "\t", "\n", "!", ",", ".", "?", "'", "-", "_", "«", "…", "—", "。", "、", "$", "€", "°", "0", "7", "2024", "\ufffd", "\ud83d", "\ude00",
    ];

    [PythonFact]
    public async Task A_small_tokenizer_gives_the_same_tokens_in_both_languages()
    {
        using var directory = new TemporaryDirectory();
        var (vocabulary, characters) = (string.Join('\n', TinyTokenizer.Pieces) + "\n", TinyTokenizer.CharactersWithRanges);
        directory.Write("vocab.txt", vocabulary);
        directory.Write("characters.txt", characters);
        var tokenizer = WordPieceTokenizer.Parse("vocab.txt", TinyTokenizer.Bytes(vocabulary), "characters.txt", TinyTokenizer.Bytes(characters), MaxTokens);
        await AssertSameAsync(tokenizer, directory.Path);
    }

    /// <summary>Such an encoder drops control and format characters, keeps some full-width forms and writes characters as others.</summary>
    [PythonFact]
    public async Task The_characters_of_a_pretrained_encoder_give_the_same_tokens_in_both_languages()
    {
        using var directory = new TemporaryDirectory();
        await PythonScript.RunAsync("write_characters.py", [directory.Path], [""]);
        string[] pieces = [.. TinyTokenizer.Pieces, "！", "关", "0", "##0", "7", ".", "-", "?"];
        directory.Write("vocab.txt", string.Join('\n', pieces) + "\n");
        var characters = await File.ReadAllBytesAsync(directory.File("characters.txt"));
        var tokenizer = WordPieceTokenizer.Parse("vocab.txt", TinyTokenizer.Bytes(string.Join('\n', pieces) + "\n"), "characters.txt", characters, MaxTokens);
        await AssertSameAsync(tokenizer, directory.Path);
    }

    [PythonFact]
    public async Task The_shipped_tokenizers_give_the_same_tokens_in_both_languages()
    {
        foreach (var backbone in ShippedModels.Backbones) await AssertSameAsync(ShippedModels.TokenizerOf(backbone), backbone);
    }

    [ShippedTheory]
    [InlineData("turn off the kitchen lights")]
    [InlineData("what time is it in new york")]
    [InlineData("把客厅空调调到二十六度")]
    public void Marks_at_the_end_of_a_text_change_nothing_in_the_shipped_tokenizers(string text)
    {
        foreach (var backbone in ShippedModels.Backbones)
        {
            var tokenizer = ShippedModels.TokenizerOf(backbone);
            var bare = tokenizer.Tokenize(text).Tokens[..^1].ToArray();
            foreach (var mark in new[] { ".", "!", "?", "...", "…", "?!", ",", ";", "~", "。", "！", "？", "，", "；", "～", " ? " })
                Assert.Equal(bare, tokenizer.Tokenize(text + mark).Tokens[..^1].ToArray());
        }
    }

    private static async Task AssertSameAsync(WordPieceTokenizer tokenizer, string directory)
    {
        List<string> texts = [.. Generated(1500), .. Repository("samples/utterances.txt"), .. Repository("training/data/zh")];
        var expected = await PythonTokenizer.TokenizeAsync(directory, tokenizer.MaxTokens, texts);
        Assert.Equal(texts.Count, expected.Count);
        foreach (var text in expected)
        {
            var found = tokenizer.Tokenize(text.Text);
            Assert.True(
                found.Truncated == text.Truncated && found.Tokens.Span.SequenceEqual(text.Tokens.Span),
                $"seed {Seed}, text {text.Text}: found {Show(found)}, trainer {Show(text)}");
        }
    }

    /// <summary>Known parts, single code points of every plane and long words, in random order.</summary>
    private static IEnumerable<string> Generated(int count)
    {
        var random = new Random(Seed);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (var parts = random.Next(0, 40); parts > 0; parts--)
            {
                text.Append(random.Next(8) switch
                {
                    0 => random.Next(0x30000) is var code && Rune.IsValid(code) ? new Rune(code).ToString() : " ",
                    1 => new string((char)random.Next('a', 'z'), random.Next(1, 105)),
                    2 => " ",
                    _ => Parts[random.Next(Parts.Length)],
                });
            }
            yield return text.ToString();
        }
    }

    private static IEnumerable<string> Repository(string path)
    {
        var full = Path.Combine(ShippedModels.Repository(), path);
        if (File.Exists(full)) return File.ReadLines(full);
        return Directory.Exists(full) ? Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines) : [];
    }

    private static string Show(TokenizedText text) =>
        string.Join(' ', text.Tokens.ToArray().Select(token => $"{token.Id}@{token.Start}-{token.End}{(token.StartsWord ? "w" : "")}"));
}
