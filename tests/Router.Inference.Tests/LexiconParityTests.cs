using System.Text.Json;
using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;
using Router.Language.Tokens;

namespace Router.Inference.Tests;

/// <summary>The router and the trainer find the same phrases in every text.</summary>
public sealed class LexiconParityTests
{
    private const int Seed = 20261122;

    [TrainerFact]
    public async Task A_small_lexicon_finds_the_same_phrases_in_both_languages()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("vocab.txt", string.Join('\n', TinyTokenizer.Pieces) + "\n");
        directory.Write("characters.txt", TinyTokenizer.CharactersWithRanges);
        string[] words = ["turn", "turns", "Light", "lighting", "on", "the", "a", "cafe\u0301", "窗", "帘", "𠀀", "!", "zzz", "😀"];
        string[] phrases = ["turn on", "turn", "on the light", "light", "LIGHTING", "the cafe", "窗帘", "窗", "帘", "a!", "the\u00a0light", "turns on the"];
        await AssertSameAsync(TinyTokenizer.Create(), directory.Path, [.. Lines(phrases, ["x", "y"])], ["x", "y"], [.. Texts(words, 600)]);
    }

    [TrainerFact]
    public async Task The_written_lists_are_found_the_same_in_both_languages()
    {
        var lists = Directory.GetFiles(Path.Combine(ShippedModels.Repository(), "training", "data", "lexicon"), "*.txt").Order(StringComparer.Ordinal);
        string[] tags = [.. lists.Select(list => Path.GetFileNameWithoutExtension(list))];
        var lines = lists.SelectMany(list => Lines(File.ReadAllLines(list), [Path.GetFileNameWithoutExtension(list)])).ToList();
        string[] words = [.. lines.Select(line => line.Split('\t')[0]), "play", "the", "想听", "我", "in", "new"];
        List<string> texts = ["想听说不出的秘密", "我不想说出这个秘密", .. Texts(words, 300), .. File.ReadLines(Path.Combine(ShippedModels.Repository(), "samples", "utterances.txt"))];
        foreach (var backbone in ShippedModels.Backbones) await AssertSameAsync(ShippedModels.TokenizerOf(backbone), backbone, lines, tags, texts);
    }

    private static async Task AssertSameAsync(
        WordPieceTokenizer tokenizer, string tokenizerDirectory, IReadOnlyList<string> lines, string[] tags, IReadOnlyList<string> texts)
    {
        using var directory = new TemporaryDirectory();
        var file = string.Join('\n', Distinct(lines, tokenizer)) + "\n";
        directory.Write("lexicon.tsv", file);
        var lexicon = Lexicon.Parse("lexicon.tsv", TinyTokenizer.Bytes(file), tags, tokenizer);
        var expected = await PythonScript.RunAsync(
            "find_phrases.py", [tokenizerDirectory, $"{tokenizer.MaxTokens}", directory.File("lexicon.tsv"), .. tags], texts);
        var phrases = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            var tokens = tokenizer.Tokenize(texts[i]).Tokens.Span;
            var rows = new float[tokens.Length * lexicon.Width];
            for (var token = 0; token < tokens.Length; token++) rows[token * lexicon.Width] = 1;
            lexicon.Mark(tokens, rows);
            int[] found = [.. Enumerable.Range(0, rows.Length).Where(cell => rows[cell] != 0)];
            phrases += found.Length - tokens.Length;
            Assert.True(JsonSerializer.Serialize(found) == expected[i].Replace(" ", "", StringComparison.Ordinal), $"seed {Seed}, text {texts[i]}");
        }
        Assert.InRange(phrases, texts.Count / 4, int.MaxValue);
    }

    private static IEnumerable<string> Lines(string[] phrases, string[] tags) =>
        phrases.SelectMany((phrase, i) => tags.Where((_, tag) => i % 3 != tag).Select(tag => $"{phrase}\t{tag}"));

    /// <summary>The lines that a lexicon may have: no unknown pieces, and nothing twice.</summary>
    private static IEnumerable<string> Distinct(IReadOnlyList<string> lines, WordPieceTokenizer tokenizer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var ids = tokenizer.Tokenize(line.Split('\t')[0]).Tokens[1..^1].ToArray().Select(token => token.Id).ToArray();
            if (!ids.Contains(Vocabulary.Unknown) && seen.Add($"{string.Join(' ', ids)}\t{line.Split('\t')[1]}")) yield return line;
        }
    }

    private static IEnumerable<string> Texts(string[] parts, int count)
    {
        var random = new Random(Seed);
        for (var i = 0; i < count; i++)
            yield return string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
