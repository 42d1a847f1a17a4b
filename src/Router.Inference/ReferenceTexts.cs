using System.Text;
using Router.Contracts;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>A known text of a backbone's package.</summary>
/// <param name="Subsystem">Whose it is; null for general speech, which nobody should take.</param>
/// <param name="Text">Its pieces, written with one space between words.</param>
public sealed record ReferenceText(string? Subsystem, TokenizedText Text);

/// <summary>
/// The known texts that travel with a backbone as <c>references.jsonl</c>: new heads learn against them, and are tried on them before they serve.
/// </summary>
public static class ReferenceTexts
{
    private const int MostLines = 200_000;
    private const string Continuation = "##";

    /// <summary>The texts of a backbone's package; none where it has none.</summary>
    /// <exception cref="ModelPackageException">A line is not as documented; the message names it.</exception>
    public static IReadOnlyList<ReferenceText> Read(ModelPackage package)
    {
        var manifest = package.Backbone;
        if (!manifest.Files.ContainsKey(BackboneManifest.References)) return [];
        var pieces = TextFile.Lines(package.PathOf("vocabulary"), package.Read("vocabulary"), int.MaxValue);
        return Parse(package.PathOf(BackboneManifest.References), package.Read(BackboneManifest.References), pieces, manifest.MaxTokens);
    }

    /// <param name="file">Named in errors.</param>
    /// <param name="content">The file.</param>
    /// <param name="pieces">The vocabulary, by id.</param>
    /// <param name="maxTokens">Most ids of a text, the two markers included.</param>
    /// <exception cref="ModelPackageException">A line is not as documented; the message names it.</exception>
    internal static IReadOnlyList<ReferenceText> Parse(string file, byte[] content, IReadOnlyList<string> pieces, int maxTokens)
    {
        var lines = TextFile.Lines(file, content, MostLines);
        var texts = new ReferenceText[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = JsonFields.Parse($"{file}: line {i + 1}", Encoding.UTF8.GetBytes(lines[i]));
            var subsystem = fields.TextOrNull("subsystem");
            var ids = fields.Integers("ids", 0, pieces.Count - 1);
            fields.NothingElse();
            if (ids.Count < WordPieceTokenizer.SmallestMaxTokens || ids.Count > maxTokens)
                throw fields.Wrong("ids", $"{ids.Count} ids", $"{WordPieceTokenizer.SmallestMaxTokens} to {maxTokens}");
            if ((ids[0], ids[^1]) != (WordPieceTokenizer.OpeningMarker, WordPieceTokenizer.ClosingMarker))
                throw fields.Wrong("ids", $"{ids[0]} and {ids[^1]} at the ends", $"the markers {WordPieceTokenizer.OpeningMarker} and {WordPieceTokenizer.ClosingMarker}");
            texts[i] = new ReferenceText(subsystem, TextOf(ids, pieces));
        }
        return texts;
    }

    private static TokenizedText TextOf(IReadOnlyList<int> ids, IReadOnlyList<string> pieces)
    {
        var (text, tokens) = (new StringBuilder(), new Token[ids.Count]);
        tokens[0] = new Token(ids[0], 0, 0, StartsWord: false);
        for (var i = 1; i < ids.Count - 1; i++)
        {
            var piece = pieces[ids[i]];
            var startsWord = !piece.StartsWith(Continuation, StringComparison.Ordinal);
            if (startsWord && text.Length > 0) text.Append(' ');
            var start = text.Length;
            text.Append(startsWord ? piece : piece.AsSpan(Continuation.Length));
            tokens[i] = new Token(ids[i], start, text.Length, startsWord);
        }
        tokens[^1] = new Token(ids[^1], text.Length, text.Length, StartsWord: false);
        return new TokenizedText(text.ToString(), tokens, truncated: false);
    }
}
