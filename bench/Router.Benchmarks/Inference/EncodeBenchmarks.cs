using BenchmarkDotNet.Attributes;
using Router.Benchmarks.Routing;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Node;

namespace Router.Benchmarks.Inference;

/// <summary>One run of the backbone, up to the highest tap that a shipped subsystem reads.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private NodeModels _models = null!;
    private TokenizedText[] _batch = [];

    /// <summary>Texts of one run.</summary>
    [Params(1, 8, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _models = NodeModels.Load(Deployment.Configuration().Settings, NodeRoles.All);
        _batch = Batches.Of(_models, Batch);
    }

    [GlobalCleanup]
    public void Unload() => _models.Dispose();

    [Benchmark]
    public void Encode() => _models.Backbones[0].Models[0].Run(_batch).Release();
}
