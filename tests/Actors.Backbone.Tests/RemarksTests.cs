using Router.Contracts;
using Router.Inference;

namespace Actors.Backbone.Tests;

public sealed class RemarksTests : TestKit
{
    private static readonly ExcludedOutput Excluded = new(0.5, [], []);

    private static readonly Query Query = QueryOf("all but the kitchen", (0, 3, true), (4, 7, true), (8, 11, true), (12, 16, true), (16, 19, false));

    [Theory]
    [InlineData(0.59f, false)]
    [InlineData(0.6f, true)]
    [InlineData(1f, true)]
    [InlineData(float.NaN, false)]
    public void A_text_is_negated_from_the_packages_threshold_on(float probability, bool negated) =>
        Assert.Equal(negated, new Remarks((float)0.6, excluded: null).Read(Query, new Said([probability], []), 0)?.Negated ?? false);

    [Fact]
    public void Words_are_told_when_one_of_them_is_an_exception()
    {
        var remarks = new Remarks(negated: null, Excluded);
        Assert.Null(remarks.Read(Query, new Said([], [0.9f, 0.1f, 0.2f, 0.3f, 0.4f, 0.9f, 0.9f]), 0));
        var said = remarks.Read(Query, new Said([], [0, 0, 0, 0.25f, 0.5f, 0, 0]), 0)!;
        Assert.Equal(
            [new WordRemark(0, 3, -0.5), new WordRemark(4, 7, -0.5), new WordRemark(8, 11, -0.25), new WordRemark(12, 19, 0)], said.Words);
        Assert.False(said.Negated);
    }

    [Theory]
    [InlineData("except", "", false)]
    [InlineData("EXCEPT, BUT", "", true)]
    [InlineData("but", "all but", false)]
    public void A_text_without_a_cue_of_the_package_has_no_exceptions(string cues, string noCues, bool has)
    {
        var remarks = new Remarks(negated: null, new ExcludedOutput(0.5, cues.Split(", "), [.. noCues.Split(", ").Where(phrase => phrase.Length > 0)]));
        Assert.Equal(has, remarks.Read(Query, new Said([], [0, 0, 0, 0.25f, 0.5f, 0, 0]), 0) is not null);
    }

    [Fact]
    public void A_backbone_that_says_nothing_is_not_heard()
    {
        Assert.Null(new Remarks(0.5, Excluded).Read(Query, new Said([], []), 0));
        Assert.Null(new Remarks(0.5, Excluded).Read(Query, new Said([0.1f], [0, 0, 0, 0, 0, 0, 0]), 0));
    }

    [Fact]
    public void A_ranker_hears_it_ahead_of_the_batch()
    {
        // One probe for both, so that the order shows.
        var fanOut = new FanOut(TestActor, "test 1.0.0", new Remarks(0.5, Excluded));
        fanOut.Publish([new EncodedQuery(Query, TestActor, default)], new Said([0.7f], []));
        Assert.True(ExpectMsg<TextRemarks>().Negated);
        ExpectMsg<EncodedBatch>();
        fanOut.Publish([new EncodedQuery(Query, TestActor, default)], new Said([0.3f], []));
        ExpectMsg<EncodedBatch>();
    }

    private static Query QueryOf(string text, params (int Start, int End, bool StartsWord)[] pieces)
    {
        Token[] tokens = [new(2, 0, 0, false), .. pieces.Select(piece => new Token(9, piece.Start, piece.End, piece.StartsWord)), new(3, text.Length, text.Length, false)];
        return new Query(Guid.CreateVersion7(), new TokenizedText(text, tokens, truncated: false), QueryPriority.Normal, Queries.Start, Queries.Start.AddSeconds(1));
    }
}
