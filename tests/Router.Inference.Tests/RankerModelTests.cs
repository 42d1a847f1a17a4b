using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests;

public sealed class RankerModelTests
{
    private static readonly RankerInput Sure = new(0.95, 0.8, 0.9, 0.5);
    private static readonly RankerInput Doubtful = new(0.4, 0.1, 0.3, 0.25);
    private readonly RankerModel _ranker = Parse(TinyModels.RankerWeights);

    [Fact]
    public void Probabilities_are_the_multinomial_logit_of_the_features()
    {
        var probabilities = new double[2];
        var outside = _ranker.Rank([Sure, Doubtful], probabilities);

        var (first, second) = (Logit(0.95), Logit(0.4));
        var z = new[] { Utility(Sure, first, first - second), Utility(Doubtful, second, second - first) };
        var total = 1 + Math.Exp(z[0]) + Math.Exp(z[1]);
        Assert.Equal(Math.Exp(z[0]) / total, probabilities[0], 1e-12);
        Assert.Equal(Math.Exp(z[1]) / total, probabilities[1], 1e-12);
        Assert.Equal(1 / total, outside, 1e-12);
    }

    [Fact]
    public void A_verdict_alone_leads_by_eight()
    {
        var probabilities = new double[1];
        var outside = _ranker.Rank([Sure], probabilities);
        var z = Utility(Sure, Logit(0.95), 8);
        Assert.Equal(Math.Exp(z) / (1 + Math.Exp(z)), probabilities[0], 1e-12);
        Assert.Equal(1, outside + probabilities[0], 1e-12);
    }

    [Fact]
    public void Two_equal_verdicts_are_equally_likely()
    {
        var probabilities = new double[3];
        _ranker.Rank([Doubtful, Sure, Sure], probabilities);
        Assert.Equal(probabilities[1], probabilities[2]);
    }

    [Fact]
    public void Without_verdicts_everything_is_out_of_scope() => Assert.Equal(1, _ranker.Rank([], []));

    [Fact]
    public void Scores_of_zero_and_one_are_bounded()
    {
        var probabilities = new double[2];
        var outside = _ranker.Rank([new(1, 1, 1, 1), new(0, 0, 0, 0)], probabilities);
        Assert.Equal(1, outside + probabilities.Sum(), 1e-12);
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
    }

    [Fact]
    public void The_result_needs_room() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ranker.Rank([Sure, Doubtful], new double[1]));

    [Fact]
    public void Thresholds_are_read() => Assert.Equal((0.5, 0.1), (_ranker.AcceptThreshold, _ranker.AmbiguityMargin));

    [Theory]
    [InlineData("\"margin\",", "", "features: found accept_logit, log_top, slot_coverage, lead; allowed: accept_logit, margin")]
    [InlineData("0.5,1.0,", "0.5,", "weights: found 4 numbers; allowed: 5, one for each feature")]
    [InlineData("0.5,1.0,", "0.5,\"1\",", "weights[1]: found \"1\"; allowed: a number")]
    [InlineData("\"bias\":-0.5,", "", "bias: found nothing; allowed: a number")]
    [InlineData("\"accept_threshold\":0.5", "\"accept_threshold\":1.5", "accept_threshold: found 1.5; allowed: 0 to 1")]
    [InlineData("\"ambiguity_margin\":0.1", "\"ambiguity_margin\":-0.1", "ambiguity_margin: found -0.1; allowed: 0 to 1")]
    [InlineData("\"bias\"", "\"offset\":1,\"bias\"", "offset: found an unknown field")]
    public void Broken_weights_are_refused_with_their_field(string find, string replace, string expected)
    {
        var broken = TinyModels.RankerWeights.Replace(find, replace, StringComparison.Ordinal);
        Assert.Contains($"ranker.json: {expected}", Assert.Throws<ModelPackageException>(() => Parse(broken)).Message);
    }

    [Fact]
    public void A_package_of_another_kind_is_no_ranker()
    {
        using var directory = new TemporaryDirectory();
        var package = ModelPackage.Open(TinyModels.Subsystem(directory.Path));
        Assert.Contains("kind: found subsystem; allowed: ranker", Assert.Throws<ModelPackageException>(() => RankerModel.Load(package)).Message);
    }

    private static double Utility(RankerInput input, double logit, double lead) =>
        -0.5 + (0.5 * logit) + input.Margin + (0.25 * Math.Log(input.TopProbability)) + (0.75 * input.SlotCoverage) + (0.1 * lead);

    private static double Logit(double score) => Math.Log(score / (1 - score));

    private static RankerModel Parse(string json) => RankerModel.Parse("ranker.json", TinyTokenizer.Bytes(json));
}
