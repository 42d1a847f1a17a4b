using BenchmarkDotNet.Attributes;
using Router.Contracts;
using Router.Host;
using Router.Host.Routing;

namespace Router.Benchmarks.Routing;

/// <summary>The whole path of a query in process: from the text to its decision, all shipped subsystems taking part.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    private RouterNode _node = null!;
    private int _next;

    /// <summary>Queries sent at once.</summary>
    [Params(1, 8, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Start() => _node = Deployment.StartAsync("router.backbone-defaults.cache.enabled = off").GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => _node.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark]
    public async Task<RouteResult[]> Route()
    {
        var queries = new Task<RouteResult>[Batch];
        for (var i = 0; i < queries.Length; i++)
        {
            var text = Deployment.Texts[_next++ % Deployment.Texts.Length];
            queries[i] = _node.Queries.RouteAsync(new RouteRequest(text), CancellationToken.None);
        }
        return await Task.WhenAll(queries);
    }
}
