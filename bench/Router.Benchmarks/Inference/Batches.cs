using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Host.Node;

namespace Router.Benchmarks.Inference;

/// <summary>Batches of utterances for the models of a node.</summary>
internal static class Batches
{
    /// <summary>The deployment's utterances in turn, tokenised, until there are so many.</summary>
    public static TokenizedText[] Of(NodeModels models, int size)
    {
        var tokenizer = models.Backbones[0].Tokenizer;
        return [.. Enumerable.Range(0, size).Select(i => tokenizer.Tokenize(Deployment.Texts[i % Deployment.Texts.Length]))];
    }
}
