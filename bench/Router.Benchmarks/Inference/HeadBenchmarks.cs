using BenchmarkDotNet.Attributes;
using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Node;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Benchmarks.Inference;

/// <summary>Heads on the states of one batch, decoding included: one, all in turn, and all spread over the cores.</summary>
[MemoryDiagnoser]
public class HeadBenchmarks
{
    private NodeModels _models = null!;
    private TokenizedText[] _batch = [];
    private HeadResult[] _results = [];
    private TensorStates _states = null!;

    /// <summary>Texts of the batch.</summary>
    [Params(1, 8, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _models = NodeModels.Load(Deployment.Configuration().Settings, NodeRoles.All);
        _batch = Batches.Of(_models, Batch);
        _results = new HeadResult[Batch];
        _states = _models.Backbones[0].Models[0].Run(_batch);
    }

    [GlobalCleanup]
    public void Unload()
    {
        _states.Release();
        _models.Dispose();
    }

    [Benchmark]
    public void OneHead() => _models.Heads[0].Run(_states, _batch, _results);

    [Benchmark]
    public void AllHeadsInTurn()
    {
        foreach (var head in _models.Heads) head.Run(_states, _batch, _results);
    }

    [Benchmark]
    public void AllHeadsSpread() => Parallel.ForEach(_models.Heads, head => head.Run(_states, _batch, new HeadResult[Batch]));
}
