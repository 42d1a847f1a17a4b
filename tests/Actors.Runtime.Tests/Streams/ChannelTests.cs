using System.Threading.Channels;
using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class ChannelTests : StreamTest
{
    private static readonly InvalidOperationException Oops = new("oops");
    private readonly Channel<int> _channel = Channel.CreateBounded<int>(2);

    [Fact]
    public async Task A_source_gives_what_is_written_and_completes_with_the_channel()
    {
        var all = ChannelSource.FromReader(_channel.Reader).RunWith(Sink.Seq<int>(), Materializer);

        for (var i = 0; i < 100; i++) await _channel.Writer.WriteAsync(i);
        _channel.Writer.Complete();

        Assert.Equal(Enumerable.Range(0, 100), await all.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_source_takes_an_element_only_on_demand()
    {
        var sink = ChannelSource.FromReader(_channel.Reader).ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);

        _channel.Writer.TryWrite(1);
        _channel.Writer.TryWrite(2);
        await sink.Settle();
        Assert.Equal(2, _channel.Reader.Count);

        await sink.PullAndExpect("push 1");
        Assert.Equal(1, _channel.Reader.Count);
    }

    [Fact]
    public async Task A_source_notices_the_end_of_the_channel_without_demand_but_not_before_its_last_element()
    {
        var sink = ChannelSource.FromReader(_channel.Reader).ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);

        _channel.Writer.TryWrite(1);
        _channel.Writer.Complete();
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        await sink.PullAndExpect("push 1", "complete");
    }

    [Fact]
    public async Task A_source_fails_with_the_channel()
    {
        var result = ChannelSource.FromReader(_channel.Reader).RunWith(Sink.Ignore<int>(), Materializer);

        _channel.Writer.Complete(Oops);

        Assert.Same(Oops, await Fails<InvalidOperationException>(result));
    }

    [Fact]
    public async Task A_source_that_was_cancelled_leaves_the_channel_as_it_is()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var sink = ChannelSource.FromReader(_channel.Reader).ToMaterialized(ManualSink.Of<int>(), Keep.Right).Run(Materializer);
        await sink.Pull();
        sink.Cancel();
        await sink.Signals.Expect("stop");

        Assert.True(_channel.Writer.TryWrite(1));

        Sys.DeadLetters.Tell("fence", ActorRefs.NoSender);
        ExpectMsg<DeadLetter>(letter => Equals(letter.Message, "fence"));
        Assert.True(_channel.Reader.TryRead(out var element));
        Assert.Equal(1, element);
        Assert.False(_channel.Reader.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_source_makes_a_bounded_channel_for_each_run()
    {
        var source = ChannelSource.Create<int>(1);
        var (writer, sink) = source.ToMaterialized(ManualSink.Of<int>(), Keep.Both).Run(Materializer);
        var (other, _) = source.ToMaterialized(ManualSink.Of<int>(), Keep.Both).Run(Materializer);

        Assert.True(writer.TryWrite(1));
        Assert.False(writer.TryWrite(2));
        Assert.True(other.TryWrite(3));
        await sink.PullAndExpect("push 1");
        Assert.True(writer.TryWrite(2));
    }

    [Fact]
    public async Task A_sink_asks_for_no_more_than_the_channel_has_room_for_and_one_that_waits()
    {
        var source = Into(ChannelSink.FromWriter(_channel.Writer, isOwner: true));

        for (var i = 1; i <= 3; i++) await source.PushWhenPulled(i);
        await source.Settle();
        Assert.Empty(source.Signals.Rest());

        Assert.Equal(1, await _channel.Reader.ReadAsync());
        await source.PushWhenPulled(4);
        source.Complete();
        Assert.Equal([2, 3, 4], await ReadAll(_channel.Reader));
    }

    [Fact]
    public async Task An_owner_completes_the_writer_after_the_element_that_waits()
    {
        var source = Into(ChannelSink.FromWriter(_channel.Writer, isOwner: true));

        for (var i = 1; i <= 3; i++) await source.PushWhenPulled(i);
        source.Complete();
        await source.Signals.Expect("stop");

        Assert.Equal([1, 2, 3], await ReadAll(_channel.Reader));
        Assert.True(_channel.Reader.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task An_owner_fails_the_writer_at_once()
    {
        var source = Into(ChannelSink.FromWriter(_channel.Writer, isOwner: true));

        await source.PushWhenPulled(1);
        source.Fail(Oops);

        Assert.Equal(1, await _channel.Reader.ReadAsync());
        Assert.Same(Oops, await Fails<InvalidOperationException>(_channel.Reader.Completion));
    }

    [Fact]
    public async Task Who_is_not_the_owner_leaves_the_writer_open()
    {
        var (ended, _) = Source.Single(1).WatchTermination((_, ended) => ended)
            .ToMaterialized(ChannelSink.FromWriter(_channel.Writer, isOwner: false), Keep.Both).Run(Materializer);
        await ended.WaitAsync(Patience);

        Assert.True(_channel.Writer.TryWrite(2));
    }

    [Fact]
    public async Task A_closed_channel_cancels_upstream()
    {
        var source = Into(ChannelSink.FromWriter(_channel.Writer, isOwner: false));

        _channel.Writer.Complete();
        await source.PushWhenPulled(1);

        await source.Signals.Expect("cancel", "stop");
    }

    [Fact]
    public async Task A_channel_that_is_closed_while_an_element_waits_cancels_upstream()
    {
        var source = Into(ChannelSink.FromWriter(_channel.Writer, isOwner: false));

        for (var i = 1; i <= 3; i++) await source.PushWhenPulled(i);
        _channel.Writer.Complete(Oops);

        await source.Signals.Expect("cancel oops", "stop");
    }

    [Fact]
    public async Task A_sink_makes_a_channel_that_ends_with_the_stream()
    {
        var sink = ChannelSink.AsReader<int>(1);

        Assert.Equal([1, 2, 3], await ReadAll(Source.From([1, 2, 3]).RunWith(sink, Materializer)));
        Assert.Equal([4], await ReadAll(Source.Single(4).RunWith(sink, Materializer)));
    }

    [Fact]
    public async Task A_sink_may_drop_instead_of_waiting()
    {
        var (source, reader) = ManualSource.Of<int>()
            .ToMaterialized(ChannelSink.AsReader<int>(1, fullMode: BoundedChannelFullMode.DropOldest), Keep.Both).Run(Materializer);

        for (var i = 1; i <= 3; i++) await source.PushWhenPulled(i);
        source.Complete();

        Assert.Equal([3], await ReadAll(reader));
    }

    private ManualSource<int> Into(Sink<int, NotUsed> sink) => ManualSource.Of<int>().ToMaterialized(sink, Keep.Left).Run(Materializer);
}
