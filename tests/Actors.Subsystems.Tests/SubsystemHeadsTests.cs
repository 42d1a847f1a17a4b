using Router.Contracts;
using Router.Inference;

namespace Actors.Subsystems.Tests;

public sealed class SubsystemHeadsTests
{
    private readonly EncodedBatch _batch = SubsystemTests.Batch(ActorRefs.Nobody);

    [Theory]
    [InlineData("a 1.0.0", "a")]
    [InlineData("b 1.0.0", "b")]
    public void The_head_of_a_batchs_backbone_judges(string backbone, string head) =>
        Assert.Equal(head, Heads("a", "b").Judge(_batch with { Backbone = backbone })[0].Intent);

    [Fact]
    public void A_batch_that_does_not_name_its_backbone_is_for_the_only_head() => Assert.Equal("a", Heads("a").Judge(_batch)[0].Intent);

    [Theory]
    [InlineData("", "a batch that does not say whose states it has; its heads read a 1.0.0, b 1.0.0")]
    [InlineData("c 1.0.0", "states of c 1.0.0; its heads read a 1.0.0, b 1.0.0")]
    public void States_that_no_head_reads_are_refused(string backbone, string problem) => Assert.Equal(
        $"subsystem alarm: {problem}", Assert.Throws<InferenceException>(() => Heads("a", "b").Judge(_batch with { Backbone = backbone })).Message);

    private static SubsystemHeads Heads(params string[] names) => new("alarm", names.ToDictionary(name => $"{name} 1.0.0", JudgeBatch (name) => _ =>
        [new Verdict { QueryId = Guid.Empty, Subsystem = "alarm", Kind = VerdictKind.Accept, Intent = name }]));
}
