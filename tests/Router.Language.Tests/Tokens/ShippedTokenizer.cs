using Router.Language.Tokens;

namespace Router.Language.Tests.Tokens;

/// <summary>The tokenizer of the shipped backbone.</summary>
internal static class ShippedTokenizer
{
    private static readonly Lazy<WordPieceTokenizer> Loaded = new(Load);

    public static WordPieceTokenizer Tokenizer => Loaded.Value;

    private static WordPieceTokenizer Load()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Router.sln"))) root = Path.GetDirectoryName(root)!;
        var vocabulary = Directory.GetFiles(Path.Combine(root, "models", "backbone"), "vocab.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var characters = Path.Combine(Path.GetDirectoryName(vocabulary)!, "characters.txt");
        return WordPieceTokenizer.Parse(vocabulary, File.ReadAllBytes(vocabulary), characters, File.ReadAllBytes(characters), maxTokens: 64);
    }
}
