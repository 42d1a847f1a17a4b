using System.Text;
using Router.Language.Tokens;

namespace Router.Inference.Internal;

/// <summary>
/// Checks <c>references.jsonl</c>, the known texts that travel with a backbone for new heads to learn against. Only the trainer uses them,
/// so they are checked when a package is verified.
/// </summary>
internal static class ReferenceTexts
{
    private const int MostLines = 200_000;

    /// <param name="file">Named in errors.</param>
    /// <param name="content">The file.</param>
    /// <param name="vocabularySize">Ids are below it.</param>
    /// <param name="maxTokens">Most ids of a text, the two markers included.</param>
    /// <exception cref="ModelPackageException">A line is not as documented; the message names it.</exception>
    public static void Check(string file, byte[] content, int vocabularySize, int maxTokens)
    {
        var lines = TextFile.Lines(file, content, MostLines);
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = JsonFields.Parse($"{file}: line {i + 1}", Encoding.UTF8.GetBytes(lines[i]));
            fields.TextOrNull("subsystem");
            var ids = fields.Integers("ids", 0, vocabularySize - 1);
            fields.NothingElse();
            if (ids.Count < WordPieceTokenizer.SmallestMaxTokens || ids.Count > maxTokens)
                throw fields.Wrong("ids", $"{ids.Count} ids", $"{WordPieceTokenizer.SmallestMaxTokens} to {maxTokens}");
            if ((ids[0], ids[^1]) != (Vocabulary.Opening, Vocabulary.Closing))
                throw fields.Wrong("ids", $"{ids[0]} and {ids[^1]} at the ends", $"the markers {Vocabulary.Opening} and {Vocabulary.Closing}");
        }
    }
}
