using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Util;

namespace Actors.Runtime.Tests.Streams;

/// <summary>Each operator by itself, signal by signal.</summary>
public sealed class OperatorTests : StreamTest
{
    private static readonly InvalidOperationException Oops = new("oops");

    [Fact]
    public async Task Select_turns_each_element_into_another_one()
    {
        var numbers = await Source.From([1, 2, 3]).Select(n => n * 10).RunWith(Sink.Seq<int>(), Materializer);

        Assert.Equal([10, 20, 30], numbers);
    }

    [Fact]
    public async Task Where_passes_on_what_the_condition_holds_for()
    {
        var numbers = await Source.From(Enumerable.Range(1, 10)).Where(n => n % 3 == 0).RunWith(Sink.Seq<int>(), Materializer);

        Assert.Equal([3, 6, 9], numbers);
    }

    [Fact]
    public async Task Where_asks_for_the_next_element_in_place_of_one_it_drops()
    {
        var (source, sink) = Between(Flow.Create<int>().Where(n => n > 1));

        await sink.Pull();
        await source.PushWhenPulled(1);
        await source.PushWhenPulled(2);

        await sink.Signals.Expect("push 2");
        Assert.Empty(source.Signals.Rest());
    }

    [Fact]
    public async Task SelectMany_passes_all_elements_of_each_sequence_on_in_order()
    {
        var numbers = await Source.From([3, 0, 2]).SelectMany(n => Enumerable.Repeat(n, n)).RunWith(Sink.Seq<int>(), Materializer);

        Assert.Equal([3, 3, 3, 2, 2], numbers);
    }

    [Fact]
    public async Task SelectMany_asks_for_nothing_while_its_sequence_lasts_and_completes_after_it()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectMany(n => new[] { n, n + 1 }));

        await sink.Pull();
        await source.PushWhenPulled(1);
        source.Complete();
        await sink.Signals.Expect("push 1");
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        await sink.PullAndExpect("push 2", "complete");
    }

    [Fact]
    public async Task Conflate_takes_everything_at_once_and_merges_what_was_not_asked_for()
    {
        var (source, sink) = Between(Flow.Create<int>().Conflate((a, b) => a + b));

        for (var i = 1; i <= 4; i++) await source.PushWhenPulled(i);
        await sink.PullAndExpect("push 10");
        await source.PushWhenPulled(5);
        await sink.PullAndExpect("push 5");
    }

    [Fact]
    public async Task Conflate_with_a_seed_begins_each_merged_element_with_it()
    {
        var (source, sink) = Between(Flow.Create<int>().ConflateWithSeed(n => $"[{n}", (text, n) => $"{text},{n}"));

        await source.PushWhenPulled(1);
        await source.PushWhenPulled(2);
        await sink.PullAndExpect("push [1,2");
        await sink.Pull();
        await source.PushWhenPulled(3);

        await sink.Signals.Expect("push [3");
    }

    [Fact]
    public async Task Conflate_gives_the_merged_element_before_it_completes()
    {
        var (source, sink) = Between(Flow.Create<int>().Conflate((a, b) => b));

        await source.PushWhenPulled(1);
        await source.PushWhenPulled(2);
        source.Complete();
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        await sink.PullAndExpect("push 2", "complete");
    }

    [Fact]
    public async Task Conflate_drops_the_merged_element_when_upstream_fails()
    {
        var (source, sink) = Between(Flow.Create<int>().Conflate((a, b) => b));

        await source.PushWhenPulled(1);
        source.Fail(Oops);

        await sink.Signals.Expect("fail oops", "stop");
    }

    [Fact]
    public async Task Recover_puts_an_element_in_the_place_of_a_failure_and_completes()
    {
        var (source, sink) = Between(Flow.Create<int>().Recover(e => e.Message.Length));

        source.Fail(Oops);
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        await sink.PullAndExpect("push 4", "complete");
    }

    [Fact]
    public async Task Recover_answers_demand_that_was_there_before_the_failure()
    {
        var (source, sink) = Between(Flow.Create<int>().Recover(_ => Option<int>.Create(7)));

        await sink.Pull();
        source.Fail(Oops);

        await sink.Signals.Expect("push 7", "complete");
    }

    [Fact]
    public async Task Recover_lets_a_failure_pass_that_it_has_nothing_for()
    {
        var (source, sink) = Between(Flow.Create<int>().Recover(_ => Option<int>.None));

        await sink.Pull();
        await source.PushWhenPulled(1);
        source.Fail(Oops);

        await sink.Signals.Expect("push 1", "fail oops");
    }

    [Fact]
    public async Task Watch_termination_tells_of_completion_failure_and_cancellation()
    {
        static Flow<int, int, Task<Done>> Watched() => Flow.Create<int>().WatchTermination((_, ended) => ended);

        var completed = BetweenMaterialized(Watched());
        Assert.False(completed.Materialized.IsCompleted);
        completed.Source.Complete();
        await completed.Materialized.WaitAsync(Patience);

        var cancelled = BetweenMaterialized(Watched());
        cancelled.Sink.Cancel();
        await cancelled.Materialized.WaitAsync(Patience);
        await cancelled.Source.Signals.Expect("cancel");

        var failed = BetweenMaterialized(Watched());
        failed.Source.Fail(Oops);
        Assert.Same(Oops, await Fails<InvalidOperationException>(failed.Materialized));

        var failedDownstream = BetweenMaterialized(Watched());
        failedDownstream.Sink.Cancel(Oops);
        Assert.Same(Oops, await Fails<InvalidOperationException>(failedDownstream.Materialized));
        await failedDownstream.Source.Signals.Expect("cancel oops");
    }

    [Fact]
    public async Task A_throw_in_a_stage_fails_downstream_and_cancels_upstream()
    {
        var (source, sink) = Between(Flow.Create<int>().Select<int, int, int, NotUsed>(_ => throw Oops));

        await sink.Pull();
        await source.PushWhenPulled(1);

        await sink.Signals.Expect("fail oops", "stop");
        await source.Signals.Expect("cancel oops", "stop");
    }

    [Fact]
    public void Arguments_out_of_their_bounds_are_refused_when_the_blueprint_is_made()
    {
        var flow = Flow.Create<int>();

        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Buffer(0, OverflowStrategy.Fail));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Buffer(1, (OverflowStrategy)1));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.SelectAsync(0, Task.FromResult));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.IdleTimeout(TimeSpan.Zero));
        Assert.NotNull(flow.Buffer(1, OverflowStrategy.Fail).SelectAsync(1, Task.FromResult).IdleTimeout(TimeSpan.FromTicks(1)));
    }
}
