using System.Runtime.CompilerServices;
using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class SourceTests : StreamTest
{
    private static readonly InvalidOperationException Oops = new("oops");

    [Fact]
    public async Task An_empty_source_completes_without_demand()
    {
        var sink = Source.Empty<int>().ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);

        await sink.Signals.Expect("complete", "stop");
    }

    [Fact]
    public async Task A_sequence_is_gone_through_on_demand_one_element_ahead()
    {
        var taken = 0;
        var sink = Source.From(Enumerable.Range(1, 3).Select(n => taken = n))
            .ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);

        await sink.Settle();
        Assert.Equal(0, taken);
        await sink.PullAndExpect("push 1");
        Assert.Equal(2, taken);
        await sink.PullAndExpect("push 2");
        await sink.PullAndExpect("push 3", "complete");
    }

    [Fact]
    public async Task A_sequence_without_elements_completes()
    {
        Assert.Empty(await Source.From(Array.Empty<int>()).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_sequence_that_throws_fails_the_stream_and_is_disposed_of()
    {
        var disposed = false;
        IEnumerable<int> Elements()
        {
            try
            {
                yield return 1;
                throw Oops;
            }
            finally
            {
                disposed = true;
            }
        }

        Assert.Same(Oops, await Fails<InvalidOperationException>(Source.From(Elements()).RunWith(Sink.Ignore<int>(), Materializer)));
        Assert.True(disposed);
    }

    [Fact]
    public async Task A_sequence_that_is_not_wanted_any_more_is_disposed_of()
    {
        var disposed = new TaskCompletionSource();
        IEnumerable<int> Elements()
        {
            try
            {
                while (true) yield return 1;
            }
            finally
            {
                disposed.SetResult();
            }
        }

        var sink = Source.From(Elements()).ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);
        await sink.PullAndExpect("push 1");
        sink.Cancel();

        await disposed.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_asynchronous_sequence_is_asked_on_demand_and_made_anew_for_each_run()
    {
        var runs = 0;
        async IAsyncEnumerable<int> Elements()
        {
            runs++;
            yield return 1;
            await Task.Yield();
            yield return 2;
        }

        var source = Source.From(Elements);

        Assert.Equal([1, 2], await source.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Patience));
        Assert.Equal([1, 2], await source.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Patience));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task An_asynchronous_sequence_that_throws_fails_the_stream()
    {
        async IAsyncEnumerable<int> Elements()
        {
            yield return 1;
            await Task.Yield();
            throw Oops;
        }

        Assert.Same(Oops, await Fails<InvalidOperationException>(Source.From(Elements).RunWith(Sink.Ignore<int>(), Materializer)));
    }

    [Fact]
    public async Task An_asynchronous_sequence_is_cancelled_with_the_stream_and_disposed_of_when_it_has_stopped_moving()
    {
        var moving = new TaskCompletionSource();
        var ended = new TaskCompletionSource<bool>();
        async IAsyncEnumerable<int> Elements([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            var cancelled = false;
            try
            {
                moving.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
                yield return 1;
            }
            finally
            {
                cancelled = cancellation.IsCancellationRequested;
                ended.SetResult(cancelled);
            }
        }

        var sink = Source.From(() => Elements()).ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);
        await sink.Pull();
        await moving.Task.WaitAsync(Patience);
        sink.Cancel();

        Assert.True(await ended.Task.WaitAsync(Patience));
    }
}
