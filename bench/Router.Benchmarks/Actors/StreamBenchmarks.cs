using System.Threading.Channels;
using BenchmarkDotNet.Attributes;

namespace Router.Benchmarks.Actors;

/// <summary>What a stream of eight stages costs: for each element, and to start and end it.</summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private const int Elements = 100_000;

    private ActorSystem _system = null!;
    private ActorMaterializer _materializer = null!;

    [GlobalSetup]
    public void Start()
    {
        _system = ActorSystem.Create("bench");
        _materializer = _system.Materializer();
    }

    [GlobalCleanup]
    public Task Stop() => _system.Terminate();

    [Benchmark(OperationsPerInvoke = Elements)]
    public Task<Done> Element() => Source.From(Enumerable.Range(0, Elements)).Via(Stages<int>()).RunWith(Sink.Ignore<int>(), _materializer);

    [Benchmark]
    public async Task StartAndEnd()
    {
        var channel = Channel.CreateBounded<object>(1);
        var reader = ChannelSource.FromReader(channel.Reader).Via(Stages<object>()).RunWith(ChannelSink.AsReader<object>(1), _materializer);
        channel.Writer.Complete();
        await reader.Completion;
    }

    private static Flow<T, T, NotUsed> Stages<T>() => Flow.Create<T>().Via(KillSwitches.Single<T>()).IdleTimeout(TimeSpan.FromHours(1))
        .Select(static element => element).Where(static _ => true).Conflate(static (_, newer) => newer).SelectAsync(1, Task.FromResult);
}
