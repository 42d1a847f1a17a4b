using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class SelectAsyncTests : StreamTest
{
    private readonly TaskCompletionSource<string>[] _tasks = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource<string>())];

    [Fact]
    public async Task Results_go_out_in_the_order_of_the_elements()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(3, n => _tasks[n].Task));

        await sink.Pull();
        for (var i = 0; i < 3; i++) await source.PushWhenPulled(i);
        _tasks[2].SetResult("c");
        _tasks[1].SetResult("b");
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        _tasks[0].SetResult("a");
        await sink.Signals.Expect("push a");
        await sink.PullAndExpect("push b");
        await sink.PullAndExpect("push c");
    }

    [Fact]
    public async Task No_more_elements_are_inside_than_may_be_at_a_time()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(2, n => _tasks[n].Task));

        await sink.Pull();
        await source.PushWhenPulled(0);
        await source.PushWhenPulled(1);
        await source.Settle();
        Assert.Empty(source.Signals.Rest());

        _tasks[1].SetResult("b");
        await source.Settle();
        Assert.Empty(source.Signals.Rest());

        _tasks[0].SetResult("a");
        await sink.Signals.Expect("push a");
        await source.Signals.Expect("pull");
    }

    [Fact]
    public async Task A_task_that_has_ended_already_needs_no_detour()
    {
        var numbers = await Source.From(Enumerable.Range(0, 1000)).SelectAsync(4, n => Task.FromResult(n))
            .RunWith(Sink.Seq<int>(), Materializer);

        Assert.Equal(Enumerable.Range(0, 1000), numbers);
    }

    [Fact]
    public async Task The_stream_completes_when_the_last_task_has_ended_and_its_result_was_taken()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(2, n => _tasks[n].Task));

        await sink.Pull();
        await source.PushWhenPulled(0);
        await source.PushWhenPulled(1);
        source.Complete();
        _tasks[0].SetResult("a");
        _tasks[1].SetResult("b");

        await sink.Signals.Expect("push a");
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());
        await sink.PullAndExpect("push b", "complete");
    }

    [Fact]
    public async Task The_first_failure_fails_the_stream_before_earlier_results()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(2, n => _tasks[n].Task));

        await sink.Pull();
        await source.PushWhenPulled(0);
        await source.PushWhenPulled(1);
        _tasks[1].SetException(new InvalidOperationException("oops"));

        await sink.Signals.Expect("fail oops");
        await source.Signals.Expect("cancel oops");
    }

    [Fact]
    public async Task A_cancelled_task_fails_the_stream()
    {
        var result = Source.Single(0).SelectAsync(1, n => _tasks[n].Task).RunWith(Sink.Ignore<string>(), Materializer);

        _tasks[0].SetCanceled();

        await Fails<TaskCanceledException>(result);
    }

    [Fact]
    public async Task A_failure_upstream_does_not_wait_for_tasks()
    {
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(2, n => _tasks[n].Task));

        await sink.Pull();
        await source.PushWhenPulled(0);
        source.Fail(new InvalidOperationException("oops"));

        await sink.Signals.Expect("fail oops", "stop");
    }

    [Fact]
    public async Task A_task_that_ends_after_the_stream_is_no_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var (source, sink) = Between(Flow.Create<int>().SelectAsync(2, n => _tasks[n].Task));
        await sink.Pull();
        await source.PushWhenPulled(0);
        sink.Cancel();
        await source.Signals.Expect("pull", "cancel", "stop");

        _tasks[0].SetException(new InvalidOperationException("oops"));

        Sys.DeadLetters.Tell("fence", ActorRefs.NoSender);
        ExpectMsg<DeadLetter>(letter => Equals(letter.Message, "fence"));
    }
}
