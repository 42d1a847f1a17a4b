namespace Router.Language.Tokens;

/// <summary>The pieces of <c>vocab.txt</c>: line number, counted from 0, is the id; a continuation begins with <c>##</c>.</summary>
internal sealed class Vocabulary
{
    public const int Padding = 0;
    public const int Unknown = 1;
    public const int Opening = 2;
    public const int Closing = 3;
    private const int LargestCount = 1_000_000;
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private Vocabulary(int count) => Count = count;

    public int Count { get; }

    public PieceTrie Pieces { get; } = new();

    /// <exception cref="ModelPackageException">A special piece is not in its place, a piece is empty or stands there twice.</exception>
    public static Vocabulary Parse(string file, byte[] content)
    {
        var lines = TextFile.Lines(file, content, LargestCount);
        if (lines.Length <= Special.Length)
            throw PackageError.InFile(file, $"{lines.Length} pieces; allowed: {Special.Length + 1} to {LargestCount}");
        var vocabulary = new Vocabulary(lines.Length);
        for (var id = 0; id < lines.Length; id++)
        {
            if (id < Special.Length) CheckSpecial(file, id, lines[id]);
            else vocabulary.Add(file, id, lines[id]);
        }
        return vocabulary;
    }

    private static void CheckSpecial(string file, int id, string line)
    {
        if (line != Special[id]) throw PackageError.AtLine(file, id + 1, PackageError.Quote(line), Special[id]);
    }

    private void Add(string file, int id, string line)
    {
        var continues = line.StartsWith("##", StringComparison.Ordinal);
        var piece = continues ? line.AsSpan(2) : line;
        if (piece.IsEmpty || piece.ContainsAny(" \r\t"))
            throw PackageError.AtLine(file, id + 1, PackageError.Quote(line), "a piece that is not empty and has no white space");
        if (!Pieces.Add(continues ? PieceTrie.Continuation : PieceTrie.Start, piece, id))
            throw PackageError.AtLine(file, id + 1, $"{PackageError.Quote(line)} a second time", "each piece once");
    }
}
