using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class MergeTests : StreamTest
{
    [Fact]
    public async Task Elements_come_in_the_order_in_which_they_were_pushed()
    {
        var (left, right, sink) = Merged(eagerComplete: false);

        await right.PushWhenPulled(2);
        await left.PushWhenPulled(1);

        await sink.PullAndExpect("push 2");
        await sink.PullAndExpect("push 1");
        await sink.Pull();
        await left.PushWhenPulled(3);
        await sink.Signals.Expect("push 3");
    }

    [Fact]
    public async Task An_inlet_is_asked_for_its_next_element_when_its_last_was_taken()
    {
        var (left, right, sink) = Merged(eagerComplete: false);

        await left.PushWhenPulled(1);
        await right.PushWhenPulled(2);
        await sink.PullAndExpect("push 1");
        await sink.Settle();

        Assert.Equal(["pull"], left.Signals.Rest());
        Assert.Empty(right.Signals.Rest());
    }

    [Fact]
    public async Task It_completes_when_both_have()
    {
        var (left, right, sink) = Merged(eagerComplete: false);

        left.Complete();
        await right.PushWhenPulled(2);
        right.Complete();
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        await sink.PullAndExpect("push 2", "complete");
    }

    [Fact]
    public async Task An_eager_one_completes_when_the_first_has_and_cancels_the_other()
    {
        var (left, right, sink) = Merged(eagerComplete: true);

        await right.PushWhenPulled(2);
        await left.PushWhenPulled(1);
        left.Complete();

        await right.Signals.Expect("cancel");
        await sink.PullAndExpect("push 1", "complete");
    }

    [Fact]
    public async Task The_failure_of_one_fails_the_stream_and_cancels_the_other()
    {
        var (left, right, sink) = Merged(eagerComplete: false);

        right.Fail(new InvalidOperationException("oops"));

        await sink.Signals.Expect("fail oops");
        await left.Signals.Expect("pull", "cancel oops");
    }

    [Fact]
    public async Task A_cancellation_goes_to_both()
    {
        var (left, right, sink) = Merged(eagerComplete: false);

        sink.Cancel();

        await left.Signals.Expect("pull", "cancel", "stop");
        await right.Signals.Expect("pull", "cancel", "stop");
    }

    [Fact]
    public async Task The_second_source_may_be_of_a_wider_type()
    {
        var all = await Source.Single("text").Merge(Source.Single<object>(1)).RunWith(Sink.Seq<object>(), Materializer);

        Assert.Equal(["text", 1], all);
    }

    private (ManualSource<int> Left, ManualSource<int> Right, ManualSink<int> Sink) Merged(bool eagerComplete)
    {
        ManualSource<int>? right = null;
        var second = new Source<int, ManualSource<int>>(graph =>
        {
            right = new ManualSource<int>(graph);
            return (right.Out, right);
        });
        var (left, sink) = ManualSource.Of<int>().Merge(second, eagerComplete)
            .ToMaterialized(ManualSink.Of<int>(), Keep.Both).Run(Materializer);
        return (left, right!, sink);
    }
}
