using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Router.Benchmarks.Actors;

/// <summary>
/// What a message between two actors costs, beside a write and read through a bare channel in the same pattern. Times and bytes are per
/// message. The limit: at most twice the channel's time.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class TellBenchmarks
{
    private const int Messages = 100_000;

    private readonly object _message = new();
    private ActorSystem _system = null!;
    private IActorRef _ping = null!;
    private IActorRef _counter = null!;

    [GlobalSetup]
    public void Start()
    {
        _system = ActorSystem.Create("bench");
        var pong = _system.ActorOf(Props.Create<Pong>());
        _ping = _system.ActorOf(Props.Create<Ping>(pong));
        _counter = _system.ActorOf(Props.Create<Counter>());
    }

    [GlobalCleanup]
    public Task Stop() => _system.Terminate();

    /// <summary>One message at a time goes to and fro between two actors.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    [BenchmarkCategory("one at a time")]
    public Task ActorPingPong()
    {
        var run = new Run(Messages / 2);
        _ping.Tell(run, ActorRefs.NoSender);
        return run.Done;
    }

    /// <summary>One message at a time goes to and fro between two tasks.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    [BenchmarkCategory("one at a time")]
    public Task ChannelPingPong()
    {
        var (there, back) = (NewChannel(), NewChannel());
        return Task.WhenAll(Task.Run(() => Ping(there.Writer, back.Reader)), Task.Run(() => Pong(there.Reader, back.Writer)));
    }

    /// <summary>One producer, which does not wait, and one actor.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    [BenchmarkCategory("many at once")]
    public async Task ActorFanIn()
    {
        var run = new Run(Messages);
        _counter.Tell(run, ActorRefs.NoSender);
        await Task.Run(() =>
        {
            for (var i = 0; i < Messages; i++) _counter.Tell(_message, ActorRefs.NoSender);
        });
        await run.Done;
    }

    /// <summary>One producer, which does not wait, and one task.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    [BenchmarkCategory("many at once")]
    public Task ChannelFanIn()
    {
        var channel = NewChannel();
        var produce = Task.Run(() =>
        {
            for (var i = 0; i < Messages; i++) channel.Writer.TryWrite(_message);
        });
        return Task.WhenAll(produce, Task.Run(() => Count(channel.Reader)));
    }

    private static Channel<object> NewChannel() => Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });

    private static async Task Pong(ChannelReader<object> reader, ChannelWriter<object> writer)
    {
        for (var i = 0; i < Messages / 2; i++) writer.TryWrite(await reader.ReadAsync());
    }

    private static async Task Count(ChannelReader<object> reader)
    {
        var count = 0;
        while (count < Messages && await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out _)) count++;
        }
    }

    private async Task Ping(ChannelWriter<object> writer, ChannelReader<object> reader)
    {
        for (var i = 0; i < Messages / 2; i++)
        {
            writer.TryWrite(_message);
            await reader.ReadAsync();
        }
    }
}
