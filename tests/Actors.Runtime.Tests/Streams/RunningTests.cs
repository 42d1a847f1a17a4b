using System.Collections.Immutable;
using Actors.Runtime.Configuration;
using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Streams.Internal;

namespace Actors.Runtime.Tests.Streams;

/// <summary>How streams are run: blueprints, actors, ends.</summary>
public sealed class RunningTests : StreamTest
{
    private static readonly InvalidOperationException Oops = new("oops");

    [Fact]
    public async Task A_blueprint_can_be_run_any_number_of_times()
    {
        var flow = Flow.Create<int>().ConflateWithSeed(ImmutableList.Create, (list, n) => list.Add(n)).SelectMany(list => list);
        var graph = Source.From(Enumerable.Range(0, 50)).Via(flow).Via(flow).ToMaterialized(Sink.Seq<int>(), Keep.Right);

        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => graph.Run(Materializer))).WaitAsync(Patience);

        Assert.All(runs, elements => Assert.Equal(Enumerable.Range(0, 50), elements));
    }

    [Fact]
    public async Task Materialised_values_are_combined_as_asked()
    {
        var source = Source.Empty<int>().ViaMaterialized(KillSwitches.Single<int>(), Keep.Right);
        var sink = Sink.Ignore<int>();

        var (kill, done) = Flow.Create<int>().RunWith(source, sink, Materializer);
        Assert.IsType<UniqueKillSwitch>(kill);
        await done.WaitAsync(Patience);
        Assert.IsType<UniqueKillSwitch>(sink.RunWith(source, Materializer));
        Assert.IsType<UniqueKillSwitch>(source.To(sink).Run(Materializer));
        Assert.IsType<NotUsed>(source.ToMaterialized(sink, Keep.None).Run(Materializer));
        Assert.IsType<NotUsed>(source.RunWith(Flow.Create<int>().To(sink), Materializer));
        await source.Via(Flow.Create<int>()).RunWith(Flow.Create<int>().ToMaterialized(sink, Keep.Right), Materializer).WaitAsync(Patience);
    }

    [Fact]
    public async Task All_stages_of_a_stream_run_in_one_actor()
    {
        var actors = new HashSet<IActorRef>();
        int Note(int n)
        {
            actors.Add(ActorBase.CurrentCell.Self);
            return n;
        }

        await Source.From(Enumerable.Range(0, 100)).Select(Note)
            .SelectAsync(4, async n =>
            {
                await Task.Yield();
                return n;
            })
            .Select(Note).Merge(Source.From([1, 2]).Select(Note))
            .RunWith(Sink.ForEach<int>(n => Note(n)), Materializer).WaitAsync(Patience);

        Assert.Single(actors);
    }

    [Fact]
    public async Task The_actor_of_a_stream_is_gone_when_the_stream_has_ended()
    {
        await Source.From([1, 2]).RunWith(Sink.Ignore<int>(), Materializer).WaitAsync(Patience);
        await Fails<InvalidOperationException>(Source.From([1, 2]).RunWith(Sink.ForEach<int>(_ => throw Oops), Materializer));
        var (source, sink) = Between(Flow.Create<int>().Buffer(1, OverflowStrategy.Backpressure));
        sink.Cancel();
        await source.Signals.Expect("pull", "cancel");

        await AwaitAssertAsync(() => Assert.Empty(Streams()));
    }

    [Fact]
    public async Task A_long_run_lets_other_messages_of_the_actor_come_in_between()
    {
        var endless = Enumerable.Range(0, int.MaxValue);
        var (kill, done) = Flow.Create<int>()
            .RunWith(Source.From(endless).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right), Sink.Ignore<int>(), Materializer);

        kill.Shutdown();

        await done.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task The_length_of_a_turn_changes_nothing_in_what_comes_out(int limit)
    {
        using var materializer = Sys.Materializer(ActorMaterializerSettings.Create(Sys).WithSyncProcessingLimit(limit), "Turns");

        var all = await Source.From(Enumerable.Range(0, 1000)).SelectMany(n => new[] { n, n }).Buffer(3, OverflowStrategy.Backpressure)
            .RunWith(Sink.Seq<int>(), materializer).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 1000).SelectMany(n => new[] { n, n }), all);
    }

    [Fact]
    public void A_turn_is_at_least_one_signal_long()
    {
        Assert.Equal(1000, ActorMaterializerSettings.Create(Sys).SyncProcessingLimit);
        Assert.Throws<ArgumentOutOfRangeException>(() => ActorMaterializerSettings.Create(Sys).WithSyncProcessingLimit(0));
        Assert.Equal(1, ActorMaterializerSettings.Create(Sys).WithSyncProcessingLimit(1).SyncProcessingLimit);
        var wrong = ConfigurationFactory.ParseString("akka.stream.materializer.sync-processing-limit = 0");
        using var system = ActorSystem.Create("wrong", wrong);
        Assert.Throws<ConfigurationException>(() => system.Materializer());
    }

    [Fact]
    public async Task A_shut_down_materializer_ends_its_streams_abruptly_and_starts_none()
    {
        var (ended, elements) = ManualSource.Of<int>().WatchTermination((_, ended) => ended)
            .ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        var reader = ManualSource.Of<int>().RunWith(ChannelSink.AsReader<int>(1), Materializer);

        Materializer.Dispose();

        await Fails<AbruptTerminationException>(ended);
        var failure = await Fails<AbruptTerminationException>(elements);
        Assert.Equal("Flow-0", failure.Actor.Path.Name);
        await Fails<AbruptTerminationException>(reader.Completion);
        Assert.True(Materializer.IsShutdown);
        Assert.Throws<InvalidOperationException>(() => { _ = Source.Single(1).RunWith(Sink.Ignore<int>(), Materializer); });
    }

    [Fact]
    public async Task The_end_of_the_system_ends_its_streams_abruptly()
    {
        var elements = ManualSource.Of<int>().RunWith(Sink.Seq<int>(), Materializer);

        await Sys.Terminate().WaitAsync(Patience);

        await Fails<AbruptTerminationException>(elements);
        Assert.Throws<InvalidOperationException>(() => { _ = Source.Single(1).RunWith(Sink.Ignore<int>(), Materializer); });
    }

    [Fact]
    public async Task Streams_of_an_actor_end_with_the_actor()
    {
        var owner = Sys.ActorOf(Props.Create<Owner>());
        var elements = await owner.Ask<Task>("run", Patience);
        await Source.Single(1).RunWith(Sink.Ignore<int>(), Materializer);

        Sys.Stop(owner);

        await Fails<AbruptTerminationException>(elements);
    }

    [Fact]
    public async Task An_element_that_was_pushed_before_the_end_arrives_before_it()
    {
        var completed = Between(Flow.Create<int>().Select(n => n));
        await completed.Sink.Pull();
        await completed.Source.Signals.Expect("pull");
        completed.Source.PushAndEnd(1);
        await completed.Sink.Signals.Expect("push 1", "complete", "stop");

        var failed = Between(Flow.Create<int>());
        await failed.Sink.Pull();
        await failed.Source.Signals.Expect("pull");
        failed.Source.PushAndEnd(1, Oops);
        await failed.Sink.Signals.Expect("push 1", "fail oops", "stop");
    }

    [Fact]
    public async Task An_element_that_was_not_demanded_fails_the_stage_that_pushed_it()
    {
        var (source, sink) = Between(Flow.Create<int>());

        await source.Push(1);

        Assert.EndsWith("pushed an element that was not demanded", await sink.Signals.Next());
    }

    [Fact]
    public async Task A_second_pull_before_the_element_comes_counts_for_nothing()
    {
        var (source, sink) = Between(Flow.Create<int>());

        await sink.Pull();
        await sink.Pull();
        await source.PushWhenPulled(1);

        await sink.Signals.Expect("push 1");
        await source.Settle();
        Assert.Empty(source.Signals.Rest());
    }

    [Fact]
    public async Task A_throw_of_an_action_of_a_sink_fails_its_task()
    {
        var result = Source.Single(1).RunWith(Sink.ForEach<int>(_ => throw Oops), Materializer);

        Assert.Same(Oops, await Fails<InvalidOperationException>(result));
    }

    [Fact]
    public void Graphs_and_materializers_of_others_are_refused()
    {
        Assert.Throws<ArgumentException>(() => { _ = Source.Single(1).RunWith(Sink.Ignore<int>(), new ForeignMaterializer()); });
        Assert.Throws<ArgumentException>(() => Source.Single(1).Via(new ForeignGraph()));
    }

    private IEnumerable<IActorRef> Streams() => ((ActorMaterializerImpl)Materializer).Streams;

    private sealed class Owner : ReceiveActor
    {
        public Owner()
        {
            var materializer = Context.Materializer();
            ReceiveAny(_ => Sender.Tell(ManualSource.Of<int>().RunWith(Sink.Seq<int>(), materializer)));
        }
    }

    private sealed class ForeignMaterializer : IMaterializer;

    private sealed class ForeignGraph : IGraph<FlowShape<int, int>, NotUsed>;
}
