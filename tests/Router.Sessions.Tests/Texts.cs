using Router.Contracts;
using Router.Inference;
using Router.Language.Tokens;
using Router.Testing;

namespace Router.Sessions.Tests;

/// <summary>The shipped tokenizer.</summary>
internal static class Texts
{
    private static readonly Lazy<WordPieceTokenizer> Tokenizer = new(Load);

    public static TokenizedText Tokenize(string text) => Tokenizer.Value.Tokenize(text);

    private static WordPieceTokenizer Load()
    {
        var backbone = ModelPackage.Open(Installation.Configuration().Settings.Backbones[0].Package, PackageKind.Backbone);
        return BackboneModel.LoadTokenizer(backbone);
    }
}
