namespace Router.Inference.Tests;

public sealed class IntentDecoderTests
{
    [Fact]
    public void Score_margin_and_top_come_from_the_softmax_with_temperature()
    {
        float[] logits = [1, 3, 2];
        var weights = logits.Select(logit => Math.Exp(logit / 2.0)).ToArray();
        var total = weights.Sum();
        var decision = new IntentDecoder(temperature: 2, threshold: 0.5).Decode(logits);
        Assert.Equal(1, decision.Intent);
        Assert.Equal(1 - (weights[0] / total), decision.Score, 1e-12);
        Assert.Equal(weights[1] / total, decision.TopProbability, 1e-12);
        Assert.Equal((weights[1] - weights[2]) / total, decision.Margin, 1e-12);
    }

    [Fact]
    public void The_best_intent_is_never_reject()
    {
        var decision = new IntentDecoder(1, 0.5).Decode([9, 1, 2]);
        Assert.Equal(2, decision.Intent);
        Assert.False(decision.Accepted);
    }

    [Fact]
    public void A_score_at_the_threshold_is_accepted_and_one_below_is_not()
    {
        var score = new IntentDecoder(1, 0.5).Decode([0.3f, 1.2f]).Score;
        Assert.True(new IntentDecoder(1, score).Decode([0.3f, 1.2f]).Accepted);
        Assert.False(new IntentDecoder(1, Math.BitIncrement(score)).Decode([0.3f, 1.2f]).Accepted);
    }

    [Fact]
    public void One_intent_has_its_whole_probability_as_margin()
    {
        var decision = new IntentDecoder(1, 0.5).Decode([0, 0]);
        Assert.Equal((0.5, 0.5, 0.5), (decision.Score, decision.Margin, decision.TopProbability));
    }

    [Fact]
    public void Extreme_logits_stay_probabilities()
    {
        var sure = new IntentDecoder(0.01, 0.5).Decode([-3e38f, 3e38f, -3e38f]);
        Assert.Equal((1.0, 1.0, 1.0), (sure.Score, sure.Margin, sure.TopProbability));
        var never = new IntentDecoder(0.01, 0.5).Decode([3e38f, -3e38f, -3e38f]);
        Assert.Equal((0.0, 0.0, 1), (never.Score, never.Margin, never.Intent));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_logit_that_is_no_number_is_an_error(float logit) =>
        Assert.Throws<InferenceException>(() => new IntentDecoder(1, 0.5).Decode([0, logit]));

    [Fact]
    public void Reject_and_an_intent_are_needed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntentDecoder(1, 0.5).Decode([0]));
}
