using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;
using Router.Inference;

namespace Actors.Backbone.Tests;

public sealed class GateTests : TestKit
{
    private static readonly string[] Known = ["alarm", "iot", "music", "weather"];
    private static readonly string[] Readers = ["alarm", "banking", "iot", "music", "weather"];
    private static readonly string[] OptedOut = ["music"];

    [Fact]
    public void Those_from_the_threshold_on_are_asked_with_those_that_it_does_not_know()
    {
        var choice = GateOf(0.25).Choose([0.25f, 0.249f, 0, 1], asked: null);
        Assert.Equal(["alarm", "banking", "weather"], choice.Asked!.Names);
        Assert.Equal(3, choice.Count);
        Assert.Equal(["iot", "music"], choice.Skipped);
    }

    [Fact]
    public void Who_is_not_to_be_left_out_is_asked_whatever_it_says() =>
        Assert.Equal(["banking", "music"], GateOf(0.5, always: OptedOut).Choose([0, 0, 0, 0], asked: null).Asked!.Names);

    [Fact]
    public void Where_it_leaves_nobody_the_likeliest_one_is_asked() =>
        Assert.Equal(["iot"], GateOf(0.5).Choose([0.1f, 0.3f, 0.2f, 0.4f], new SubsystemRoster(["alarm", "iot", "music"])).Asked!.Names);

    [Theory]
    [InlineData(new[] { 0.5f, 0.6f, 0.7f, 0.8f })]
    [InlineData(new[] { float.NaN, float.NaN, float.NaN, float.NaN })]
    [InlineData(new float[0])]
    public void Where_it_leaves_nobody_out_nothing_changes(float[] probabilities)
    {
        var some = new SubsystemRoster(["iot", "weather"]);
        Assert.Null(GateOf(0.5).Choose(probabilities, asked: null).Asked);
        Assert.Same(some, GateOf(0.5).Choose(probabilities, some).Asked);
        Assert.Empty(GateOf(0.5).Choose(probabilities, some).Skipped);
    }

    [Fact]
    public void Whatever_it_says_somebody_is_asked_and_always_those_that_are_not_its_to_leave_out() => ForAll((probabilities, asked, _) =>
    {
        var choice = GateOf(0.3, OptedOut).Choose(probabilities, asked);
        var (all, left) = ((asked ?? new SubsystemRoster(Readers)).Names, Asked(choice, asked));
        Assert.NotEmpty(left);
        Assert.Equal(left.Length, choice.Count);
        Assert.Equal(all, left.Concat(choice.Skipped).Order(StringComparer.Ordinal));
        Assert.All(all.Where(name => name is "banking" or "music"), name => Assert.Contains(name, left));
        Assert.All(choice.Skipped, name => Assert.True(probabilities[Array.IndexOf(Known, name)] < 0.3));
    });

    [Fact]
    public void A_higher_threshold_asks_nobody_more() => ForAll((probabilities, asked, more) =>
    {
        var (lower, higher) = (GateOf(0.2, OptedOut).Choose(probabilities, asked), GateOf(0.2 + more, OptedOut).Choose(probabilities, asked));
        Assert.Subset(Asked(lower, asked).ToHashSet(), Asked(higher, asked).ToHashSet());
    });

    [Fact]
    public void A_ranker_hears_who_is_skipped_ahead_of_the_batch_which_asks_the_others()
    {
        var states = new Said([], [], [1, 0, 0, 0], [0, 0.4f, 0, 0.9f]);
        var only = new SubsystemRoster(["iot", "weather"]);
        var queries = new[] { new EncodedQuery(Queries.Of(3), TestActor, default), new EncodedQuery(Queries.Of(3), TestActor, default, only) };
        new FanOut(TestActor, "test 1.0.0", gate: GateOf(0.5)).Publish(queries, states);

        ExpectSkipped(queries[0], "iot", "music", "weather");
        ExpectSkipped(queries[1], "iot");
        var batch = ExpectMsg<EncodedBatch>();
        Assert.Equal([["alarm", "banking"], ["weather"]], batch.Queries.Select(query => query.Asked!.Names));
        Assert.Equal([("alarm", true), ("iot", false), ("music", false), ("weather", true)], Known.Select(name => (name, batch.Asks(name))));
        batch.States.Release();
    }

    private void ExpectSkipped(EncodedQuery query, params string[] names)
    {
        var message = ExpectMsg<SubsystemsSkipped>();
        Assert.Equal(query.Query.Id, message.QueryId);
        Assert.Equal(names, message.Subsystems);
    }

    private static Gate GateOf(double threshold, params string[] always) => new(new GateOutput(Known, threshold), Readers, always);

    private static string[] Asked(GateChoice choice, SubsystemRoster? asked) => [.. (choice.Asked ?? asked ?? new SubsystemRoster(Readers)).Names];

    /// <summary>For any probabilities, with those at and about the thresholds among them; for any who may be asked; for any difference of thresholds.</summary>
    private static void ForAll(Action<float[], SubsystemRoster?, double> holds)
    {
        var probability = Gen.OneOf(Gen.Choose(0, 10).Select(tenths => tenths / 10f), Gen.Choose(0, 1000).Select(share => share / 1000f), Gen.Constant(float.NaN));
        var some = Gen.SubListOf<string>(Readers).Where(names => names.Count > 0).Select(names => (SubsystemRoster?)new SubsystemRoster(names.Order(StringComparer.Ordinal)));
        var cases = from probabilities in Gen.ArrayOf(probability, Known.Length)
                    from asked in Gen.OneOf(some, Gen.Constant((SubsystemRoster?)null))
                    from more in Gen.Choose(0, 3).Select(tenths => tenths / 10.0)
                    select (probabilities, asked, more);
        Check.QuickThrowOnFailure(Prop.ForAll(cases.ToArbitrary(), one => holds(one.probabilities, one.asked, one.more)));
    }
}
