using Actors.Runtime.Streams.Dsl;

namespace Actors.Runtime.Tests.Streams;

public sealed class IdleTimeoutTests : StreamTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public IdleTimeoutTests()
        : base(VirtualTime)
    {
    }

    [Fact]
    public async Task Silence_of_that_length_fails_the_stream_and_a_little_less_does_not()
    {
        var (source, sink) = Between(Flow.Create<int>().IdleTimeout(Limit));
        await sink.Pull();

        Time.Advance(Limit - Tick);
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());

        Time.Advance(Tick);
        await sink.Signals.Expect($"fail No elements passed in the last {Limit}.", "stop");
        await source.Signals.Expect("pull");
        Assert.StartsWith("cancel No elements", await source.Signals.Next());
    }

    [Fact]
    public async Task The_failure_is_a_timeout_exception()
    {
        var (ended, sink) = ManualSource.Of<int>().IdleTimeout(Limit).WatchTermination((_, ended) => ended)
            .ToMaterialized(ManualSink.Of<int>(), Keep.Both).Run(Materializer);
        await sink.Settle();

        Time.Advance(Limit);

        await Fails<TimeoutException>(ended);
    }

    [Fact]
    public async Task Each_element_begins_the_time_anew()
    {
        var (source, sink) = Between(Flow.Create<int>().IdleTimeout(Limit));

        for (var i = 0; i < 5; i++)
        {
            await sink.Pull();
            Time.Advance(Limit - Tick);
            await source.PushWhenPulled(i);
            await sink.Signals.Expect($"push {i}");
        }

        // The timer that was due in between finds that an element has passed and waits for the rest.
        Time.Advance(Limit - Tick);
        await sink.Settle();
        Assert.Empty(sink.Signals.Rest());
        Time.Advance(Tick);
        Assert.StartsWith("fail", await sink.Signals.Next());
    }

    [Fact]
    public async Task A_stream_that_has_ended_hears_no_more_of_time()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var (source, sink) = Between(Flow.Create<int>().IdleTimeout(Limit));
        source.Complete();
        await sink.Signals.Expect("complete", "stop");

        Time.Advance(Limit * 2);

        Sys.DeadLetters.Tell("fence", ActorRefs.NoSender);
        ExpectMsg<DeadLetter>(letter => Equals(letter.Message, "fence"));
        Assert.Empty(sink.Signals.Rest());
    }
}
