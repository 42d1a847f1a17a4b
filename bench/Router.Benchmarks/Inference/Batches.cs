using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Host.Node;
using Router.Language.Tokens;

namespace Router.Benchmarks.Inference;

/// <summary>Batches of utterances for the models of a node.</summary>
internal static class Batches
{
    /// <summary>The deployment's utterances in turn, tokenised, until there are so many.</summary>
    public static TokenizedText[] Of(NodeModels models, int size) => Of(models.Backbones[0].Tokenizer, size);

    /// <summary>The same for a backbone's tokenizer.</summary>
    public static TokenizedText[] Of(WordPieceTokenizer tokenizer, int size) =>
        [.. Enumerable.Range(0, size).Select(i => tokenizer.Tokenize(Deployment.Texts[i % Deployment.Texts.Length]))];
}
