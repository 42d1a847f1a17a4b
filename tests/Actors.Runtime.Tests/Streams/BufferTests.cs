using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class BufferTests : StreamTest
{
    [Theory]
    [InlineData(OverflowStrategy.DropHead, "2 3 4")]
    [InlineData(OverflowStrategy.DropTail, "1 2 4")]
    [InlineData(OverflowStrategy.DropBuffer, "4")]
    [InlineData(OverflowStrategy.DropNew, "1 2 3")]
    public async Task A_full_buffer_that_drops_goes_on_taking_elements(OverflowStrategy strategy, string left)
    {
        var (source, sink) = Between(Flow.Create<int>().Buffer(3, strategy));

        for (var i = 1; i <= 4; i++) await source.PushWhenPulled(i);
        source.Complete();

        foreach (var element in left.Split(' ')) await sink.PullAndExpect("push " + element);
        await sink.Signals.Expect("complete", "stop");
    }

    [Fact]
    public async Task A_full_buffer_with_backpressure_asks_for_nothing_until_an_element_is_taken()
    {
        var (source, sink) = Between(Flow.Create<int>().Buffer(2, OverflowStrategy.Backpressure));

        await source.PushWhenPulled(1);
        await source.PushWhenPulled(2);
        await source.Settle();
        Assert.Empty(source.Signals.Rest());

        await sink.PullAndExpect("push 1");
        await source.PushWhenPulled(3);
        await sink.PullAndExpect("push 2");
        await sink.PullAndExpect("push 3");
    }

    [Fact]
    public async Task A_full_buffer_that_fails_does_so_with_one_element_too_many()
    {
        var (source, sink) = Between(Flow.Create<int>().Buffer(2, OverflowStrategy.Fail));

        await source.PushWhenPulled(1);
        await source.PushWhenPulled(2);
        await sink.PullAndExpect("push 1");
        await source.PushWhenPulled(3);
        await source.PushWhenPulled(4);

        await sink.Signals.Expect("fail Buffer overflow (max capacity was: 2)!", "stop");
        Assert.StartsWith("cancel Buffer overflow", await source.Signals.Next());
    }

    [Fact]
    public async Task A_failure_does_not_wait_for_what_is_in_the_buffer()
    {
        var (source, sink) = Between(Flow.Create<int>().Buffer(2, OverflowStrategy.Backpressure));

        await source.PushWhenPulled(1);
        source.Fail(new InvalidOperationException("oops"));

        await sink.Signals.Expect("fail oops");
    }

    [Fact]
    public async Task An_element_for_which_there_is_demand_does_not_stay_in_the_buffer()
    {
        var (source, sink) = Between(Flow.Create<int>().Buffer(1, OverflowStrategy.DropNew));

        await sink.Pull();
        await source.PushWhenPulled(1);

        await sink.Signals.Expect("push 1");
    }
}
