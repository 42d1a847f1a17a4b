using Router.Contracts;
using Router.Host.Tests.Support;
using Router.Inference;

namespace Router.Host.Tests.Sessions;

/// <summary>The shipped tokenizer.</summary>
internal static class Texts
{
    private static readonly Lazy<WordPieceTokenizer> Tokenizer = new(Load);

    public static TokenizedText Tokenize(string text) => Tokenizer.Value.Tokenize(text);

    private static WordPieceTokenizer Load()
    {
        var backbone = Installation.Configuration().Settings.Backbone;
        return WordPieceTokenizer.Load(Path.Combine(backbone.Package, "vocab.txt"), Path.Combine(backbone.Package, "characters.txt"), maxTokens: 64);
    }
}
