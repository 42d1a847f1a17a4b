using BenchmarkDotNet.Attributes;
using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Benchmarks.Inference;

/// <summary>A text to word pieces; the result is all that is allocated.</summary>
[MemoryDiagnoser]
public class TokenizeBenchmarks
{
    private WordPieceTokenizer _tokenizer = null!;

    /// <summary>English, Chinese, and far more than the backbone takes.</summary>
    [Params("wake me up at seven tomorrow morning", "明天早上八点叫我起床", "*40")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        var backbone = Deployment.Configuration().Settings.Backbones[0].Package;
        _tokenizer = BackboneModel.LoadTokenizer(ModelPackage.Open(backbone, PackageKind.Backbone));
        if (Text == "*40") Text = string.Join(", ", Enumerable.Repeat(Deployment.Texts[0], 40));
    }

    [Benchmark]
    public TokenizedText Tokenize() => _tokenizer.Tokenize(Text);
}
