using BenchmarkDotNet.Attributes;

namespace Router.Benchmarks.Actors;

/// <summary>What an ask costs, beside a task that another thread of the pool completes.</summary>
[MemoryDiagnoser]
public class AskBenchmarks
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly object _message = new();
    private ActorSystem _system = null!;
    private IActorRef _pong = null!;

    [GlobalSetup]
    public void Start()
    {
        _system = ActorSystem.Create("bench");
        _pong = _system.ActorOf(Props.Create<Pong>());
    }

    [GlobalCleanup]
    public Task Stop() => _system.Terminate();

    [Benchmark]
    public Task<object> Ask() => _pong.Ask<object>(_message);

    [Benchmark]
    public Task<object> AskWithTimeout() => _pong.Ask<object>(_message, Timeout);

    [Benchmark(Baseline = true)]
    public Task<object> CompletedByThePool()
    {
        var source = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static pending => pending.SetResult(pending), source, preferLocal: true);
        return source.Task;
    }
}
