using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Tests.Streams;

public sealed class KillSwitchTests : StreamTest
{
    private static readonly InvalidOperationException Oops = new("oops");

    [Fact]
    public async Task Shutdown_completes_downstream_and_cancels_upstream()
    {
        var (source, sink, kill) = BetweenMaterialized(KillSwitches.Single<int>());

        await sink.Pull();
        await source.PushWhenPulled(1);
        kill.Shutdown();

        await sink.Signals.Expect("push 1", "complete", "stop");
        await source.Signals.Expect("cancel", "stop");
    }

    [Fact]
    public async Task Abort_fails_downstream_and_cancels_upstream()
    {
        var (source, sink, kill) = BetweenMaterialized(KillSwitches.Single<int>());

        kill.Abort(Oops);

        await sink.Signals.Expect("fail oops");
        await source.Signals.Expect("cancel oops");
    }

    [Fact]
    public async Task Only_the_first_use_counts()
    {
        var (_, sink, kill) = BetweenMaterialized(KillSwitches.Single<int>());

        kill.Shutdown();
        kill.Abort(Oops);

        await sink.Signals.Expect("complete", "stop");
    }

    [Fact]
    public async Task Each_run_has_a_switch_of_its_own()
    {
        var flow = Flow.Create<int>().ViaMaterialized(KillSwitches.Single<int>(), Keep.Right);
        var first = BetweenMaterialized(flow);
        var second = BetweenMaterialized(flow);

        first.Materialized.Shutdown();

        await first.Sink.Signals.Expect("complete", "stop");
        await second.Sink.Pull();
        await second.Source.PushWhenPulled(1);
        await second.Sink.Signals.Expect("push 1");
    }

    [Fact]
    public async Task A_shared_switch_ends_all_its_streams_and_those_that_start_later()
    {
        var kill = KillSwitches.Shared("all");
        var first = BetweenMaterialized(kill.Flow<int>());
        var second = BetweenMaterialized(kill.Flow<int>());
        await first.Sink.Settle();

        kill.Abort(Oops);

        await first.Sink.Signals.Expect("fail oops");
        await second.Sink.Signals.Expect("fail oops");
        await BetweenMaterialized(kill.Flow<int>()).Sink.Signals.Expect("fail oops");
        Assert.Same(kill, first.Materialized);
        Assert.Equal("KillSwitch(all)", kill.ToString());
    }

    [Fact]
    public async Task A_shared_switch_forgets_the_streams_that_have_ended()
    {
        var signal = new KillSignal();
        var flow = new Flow<int, int, NotUsed>(
            (graph, upstream) => (new KillSwitchStage<int>(graph, upstream, signal).Out, NotUsed.Instance));
        var (source, sink) = Between(flow);
        await sink.Settle();
        Assert.Equal(1, signal.Streams);

        source.Complete();
        await sink.Signals.Expect("complete", "stop");

        await AwaitAssertAsync(() => Assert.Equal(0, signal.Streams));
    }
}
