using FsCheck;
using FsCheck.Fluent;
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
    public void A_head_that_knows_the_texts_of_the_others_is_believed_before_them()
    {
        var probabilities = new double[2];
        _ranker.Rank([Sure, Sure with { Generation = 1, Score = 0.9 }], probabilities);

        var expected = new double[2];
        _ranker.Rank([new(0.1 * Sure.Score, 0.1 * Sure.Margin, 0.1 * Sure.TopProbability, Sure.SlotCoverage), Sure with { Score = 0.9 }], expected);
        Assert.Equal(expected[0], probabilities[0], 1e-12);
        Assert.Equal(expected[1], probabilities[1], 1e-12);
        Assert.True(probabilities[1] > probabilities[0]);
    }

    [Fact]
    public void What_a_head_of_a_higher_generation_rejects_is_left_to_the_others()
    {
        var (with, alone) = (new double[3], new double[3]);
        _ranker.Rank([Sure, Doubtful, new(0, 0, 0, 0, 7)], with);
        _ranker.Rank([Sure, Doubtful, new(0, 0, 0, 0)], alone);
        Assert.Equal(alone, with);
    }

    [Fact]
    public void Generations_alike_change_nothing() => Check.QuickThrowOnFailure(Prop.ForAll<int, int>((seed, generation) =>
    {
        var random = new Random(seed);
        var verdicts = Enumerable.Range(0, random.Next(100))
            .Select(_ => new RankerInput(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble())).ToArray();
        var (without, with) = (new double[verdicts.Length], new double[verdicts.Length]);

        Assert.Equal(_ranker.Rank(verdicts, without), _ranker.Rank([.. verdicts.Select(verdict => verdict with { Generation = generation })], with));
        Assert.Equal(without, with);
    }));

    [Fact]
    public void The_surer_a_head_of_a_higher_generation_the_less_likely_the_others() => Check.QuickThrowOnFailure(Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var (one, two) = (random.NextDouble(), random.NextDouble());
        Assert.True(OfTheOther(Math.Max(one, two)) <= OfTheOther(Math.Min(one, two)) + 1e-12);
    }));

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

    private double OfTheOther(double score)
    {
        var probabilities = new double[2];
        _ranker.Rank([Sure, new(score, score, score, 0.5, Generation: 1)], probabilities);
        return probabilities[0];
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
