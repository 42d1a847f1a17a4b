using System.Threading.Channels;
using Actors.Runtime.Streams;
using Actors.Runtime.Streams.Dsl;
using Actors.Runtime.Streams.Internal;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Runtime.Tests.Streams;

/// <summary>What holds for any chain of stages, whatever the speed of its ends.</summary>
public sealed class StreamPropertyTests : StreamTest
{
    /// <summary>Stages that neither lose nor change elements, with how many elements each may hold.</summary>
    private static readonly (string Name, int Holds, Func<Flow<int, int, NotUsed>> Make)[] Links =
    [
        ("select", 0, () => Flow.Create<int>().Select(n => n)),
        ("where", 0, () => Flow.Create<int>().Where(_ => true)),
        ("select-many", 1, () => Flow.Create<int>().SelectMany(n => new[] { n })),
        ("select-async 1", 1, () => Flow.Create<int>().SelectAsync(1, Later)),
        ("select-async 4", 4, () => Flow.Create<int>().SelectAsync(4, Later)),
        ("select-async now", 2, () => Flow.Create<int>().SelectAsync(2, Task.FromResult)),
        ("buffer 1", 1, () => Flow.Create<int>().Buffer(1, OverflowStrategy.Backpressure)),
        ("buffer 5", 5, () => Flow.Create<int>().Buffer(5, OverflowStrategy.Backpressure)),
        ("recover", 0, () => Flow.Create<int>().Recover(_ => default)),
        ("watch", 0, () => Flow.Create<int>().WatchTermination((_, _) => NotUsed.Instance)),
        ("kill-switch", 0, () => Flow.Create<int>().Via(KillSwitches.Single<int>())),
        ("idle-timeout", 0, () => Flow.Create<int>().IdleTimeout(TimeSpan.FromHours(1))),
        ("merge", 1, () => Flow.Create<int>().Merge(Source.Empty<int>())),
    ];

    private static readonly Gen<int[]> Chains = Gen.Choose(0, Links.Length - 1).ArrayOf().Select(chain => chain.Take(8).ToArray());

    [Fact]
    public void Any_chain_keeps_all_elements_and_their_order()
    {
        var cases = from chain in Chains
                    from count in Gen.Choose(0, 60)
                    from limit in Gen.Elements(1, 3, 1000)
                    from room in Gen.Choose(1, 4)
                    select (chain, count, limit, room);
        Check.One(Runs(150), Prop.ForAll(cases.ToArbitrary(), @case => Finish(async () =>
        {
            using var materializer = Sys.Materializer(ActorMaterializerSettings.Create(Sys).WithSyncProcessingLimit(@case.limit));
            var input = Channel.CreateBounded<int>(@case.room);
            var output = ChannelSource.FromReader(input.Reader).Via(Chain(@case.chain))
                .RunWith(ChannelSink.AsReader<int>(@case.room), materializer);
            var reading = ReadAll(output);
            for (var i = 0; i < @case.count; i++) await input.Writer.WriteAsync(i);
            input.Writer.Complete();

            Assert.Equal(Enumerable.Range(0, @case.count), await reading.WaitAsync(Patience));
        })));
    }

    [Fact]
    public void A_source_is_never_asked_for_more_than_the_chain_holds_while_nothing_is_taken()
    {
        Check.One(Runs(100), Prop.ForAll(Chains.ToArbitrary(), chain => Finish(async () =>
        {
            var (source, sink) = Between(Chain(chain));
            await sink.Pull();
            var given = 0;
            while (source.Signals.Rest().Contains("pull", StringComparer.Ordinal) && given < 1000)
            {
                await source.Push(given++);
                await sink.Settle();
            }

            // One element went out to the sink.
            var holds = chain.Sum(link => Links[link].Holds) + 1;
            Assert.InRange(given, 1, holds);
            source.Complete();
            for (var i = 0; i < given; i++)
            {
                Assert.Equal($"push {i}", await sink.Signals.Next());
                await sink.Pull();
            }
            await sink.Signals.Expect("complete");
        })));
    }

    [Fact]
    public void Select_async_keeps_the_order_and_its_bound_whatever_the_order_in_which_tasks_end()
    {
        var cases = from parallelism in Gen.Choose(1, 6) from seed in Gen.Choose(0, int.MaxValue) select (parallelism, seed);
        Check.One(Runs(60), Prop.ForAll(cases.ToArbitrary(), @case => Finish(async () =>
        {
            const int count = 30;
            var random = new Random(@case.seed);
            var started = Channel.CreateUnbounded<(int Element, TaskCompletionSource<int> Task)>();
            var open = new List<(int Element, TaskCompletionSource<int> Task)>();
            var all = Source.From(Enumerable.Range(0, count))
                .SelectAsync(@case.parallelism, n =>
                {
                    var task = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                    started.Writer.TryWrite((n, task));
                    return task.Task;
                })
                .RunWith(Sink.Seq<int>(), Materializer);
            for (var ended = 0; ended < count; ended++)
            {
                // Those that may run do so; more never do.
                var mayRun = Math.Min(@case.parallelism, count - ended);
                if (open.Count == 0) open.Add(await started.Reader.ReadAsync());
                while (started.Reader.TryRead(out var more)) open.Add(more);
                Assert.InRange(open.Count, 1, mayRun);
                var next = random.Next(open.Count);
                open[next].Task.SetResult(open[next].Element);
                open.RemoveAt(next);
            }

            Assert.Equal(Enumerable.Range(0, count), await all.WaitAsync(Patience));
        })));
    }

    [Fact]
    public void A_buffer_that_drops_does_as_its_model_does()
    {
        var strategies = Gen.Elements(
            OverflowStrategy.DropHead, OverflowStrategy.DropTail, OverflowStrategy.DropBuffer, OverflowStrategy.DropNew);
        var cases = from strategy in strategies
                    from size in Gen.Choose(1, 5)
                    from takes in ArbMap.Default.GeneratorFor<bool>().ArrayOf(40)
                    select (strategy, size, takes);
        Check.One(Runs(60), Prop.ForAll(cases.ToArbitrary(), @case => Finish(async () =>
        {
            var (source, sink) = Between(Flow.Create<int>().Buffer(@case.size, @case.strategy));
            var (model, demand, next) = (new List<int>(), false, 0);
            foreach (var take in @case.takes)
            {
                if (take && !demand)
                {
                    await sink.Pull();
                    if (model.Count == 0) demand = true;
                    else await sink.Signals.Expect($"push {TakeFirst(model)}");
                }
                else if (!take)
                {
                    await source.PushWhenPulled(next);
                    if (demand) await sink.Signals.Expect($"push {next}");
                    else Offer(model, next, @case.size, @case.strategy);
                    (demand, next) = (false, next + 1);
                }
            }
            source.Complete();
            foreach (var element in model) await sink.PullAndExpect($"push {element}");
            await sink.Signals.Expect("complete");
        })));
    }

    [Fact]
    public void Conflate_loses_nothing_and_always_gives_the_last_element()
    {
        var cases = ArbMap.Default.GeneratorFor<bool>().ArrayOf(40);
        Check.One(Runs(60), Prop.ForAll(cases.ToArbitrary(), takes => Finish(async () =>
        {
            var (source, sink) = Between(Flow.Create<int>().ConflateWithSeed(n => $"{n}", (text, n) => $"{text} {n}"));
            var next = 0;
            await source.PushWhenPulled(next++);
            foreach (var take in takes)
            {
                if (take) await sink.Pull();
                else await source.PushWhenPulled(next++);
            }
            source.Complete();
            var all = new List<string>();
            await sink.Pull();
            for (var signal = await sink.Signals.Next(); signal != "complete"; signal = await sink.Signals.Next())
            {
                all.AddRange(signal["push ".Length..].Split(' '));
                await sink.Pull();
            }

            Assert.Equal(Enumerable.Range(0, next).Select(n => $"{n}"), all);
        })));
    }

    [Fact]
    public void A_stream_that_is_ended_at_any_moment_from_any_side_leaves_nothing_behind()
    {
        var cases = from chain in Chains from how in Gen.Choose(0, 4) from after in Gen.Choose(0, 30) select (chain, how, after);
        Check.One(Runs(200), Prop.ForAll(cases.ToArbitrary(), @case => Finish(async () =>
        {
            var input = Channel.CreateBounded<int>(2);
            var kill = KillSwitches.Shared("test");
            var flow = Chain(@case.chain).Via(kill.Flow<int>()).Via(Chain(@case.chain)).WatchTermination((_, ended) => ended);
            var ((_, ended), reader) = ChannelSource.FromReader(input.Reader).ViaMaterialized(flow, Keep.Both)
                .ToMaterialized(ChannelSink.AsReader<int>(1), Keep.Both).Run(Materializer);
            var reading = ReadUntilEnd(reader);
            for (var i = 0; i < @case.after; i++) await input.Writer.WriteAsync(i);
            var oops = new InvalidOperationException("oops");

            // Two of them at once, so that their signals cross.
            var other = Task.Run(() => End((@case.how + 2) % 5));
            End(@case.how);
            await other;

            var seen = await reading.WaitAsync(Patience);
            Assert.Equal(Enumerable.Range(0, seen.Count), seen);
            await ended.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(Patience);
            await AwaitAssertAsync(() => Assert.Empty(((ActorMaterializerImpl)Materializer).Streams));

            void End(int how)
            {
                switch (how)
                {
                    case 0: kill.Shutdown(); break;
                    case 1: kill.Abort(oops); break;
                    case 2: input.Writer.TryComplete(); break;
                    case 3: input.Writer.TryComplete(oops); break;
                    default: StopAll(); break;
                }
            }
        })));
    }

    private void StopAll()
    {
        foreach (var stream in ((ActorMaterializerImpl)Materializer).Streams) Sys.Stop(stream);
    }

    private static Flow<int, int, NotUsed> Chain(int[] links) =>
        links.Aggregate(Flow.Create<int>(), (flow, link) => flow.Via(Links[link].Make()));

    private static async Task<int> Later(int element)
    {
        await Task.Yield();
        return element;
    }

    private static int TakeFirst(List<int> model)
    {
        var first = model[0];
        model.RemoveAt(0);
        return first;
    }

    private static void Offer(List<int> model, int element, int size, OverflowStrategy strategy)
    {
        if (model.Count == size)
        {
            switch (strategy)
            {
                case OverflowStrategy.DropHead: model.RemoveAt(0); break;
                case OverflowStrategy.DropTail: model.RemoveAt(size - 1); break;
                case OverflowStrategy.DropBuffer: model.Clear(); break;
                default: return;
            }
        }
        model.Add(element);
    }

    /// <summary>What came before the end, however it ended.</summary>
    private static async Task<List<int>> ReadUntilEnd(ChannelReader<int> reader)
    {
        var seen = new List<int>();
        try
        {
            await foreach (var element in reader.ReadAllAsync()) seen.Add(element);
        }
        catch (Exception e) when (e is InvalidOperationException or AbruptTerminationException)
        {
            return seen;
        }
        return seen;
    }

    private static void Finish(Func<Task> test) => test().GetAwaiter().GetResult();

    private static FsCheck.Config Runs(int tests) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(tests);
}
