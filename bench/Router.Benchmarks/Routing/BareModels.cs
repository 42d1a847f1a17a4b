using System.Diagnostics;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Node;
using Router.Host.Routing;
using Router.Inference;

namespace Router.Benchmarks.Routing;

/// <summary>The models of a deployment without the router around them.</summary>
internal sealed class BareModels(RouterConfiguration configuration) : IDisposable
{
    private readonly NodeModels _models = NodeModels.Load(configuration.Settings, NodeRoles.All);

    private ReadingPlan? _plan;

    /// <summary>The heads of a node that read one of its backbones.</summary>
    public static HeadModel[] HeadsOn(NodeBackbone backbone, NodeModels models) =>
        [.. models.Packages.Heads.Zip(models.Heads).Where(head => backbone.Package.IsReadBy(head.First)).Select(head => head.Second)];

    /// <summary>Milliseconds that the ONNX Runtime calls take for a text in batches of these sizes.</summary>
    /// <param name="text">Every row of every batch.</param>
    /// <param name="sizes">A backbone run and a run of every head for each.</param>
    /// <param name="spread">Whether the heads of a batch run on all cores at once, as the router has it, or one after the other.</param>
    public double Time(string text, IReadOnlyList<int> sizes, bool spread)
    {
        var (backbone, heads) = ReadersOf(text);
        var tokens = backbone.Tokenizer.Tokenize(text);
        var batches = sizes.Select(size => Enumerable.Repeat(tokens, size).ToArray()).ToArray();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            var states = backbone.Run(batch);
            if (spread) Parallel.ForEach(heads, head => head.Run(states, batch));
            else foreach (var head in heads) head.Run(states, batch);
            states.Release();
        }
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public void Dispose() => _models.Dispose();

    /// <summary>What reads a text: the backbone that most subsystems read it by, and the heads on that.</summary>
    private (BackboneModel Backbone, HeadModel[] Heads) ReadersOf(string text)
    {
        _plan ??= ReadingPlan.Of(_models.Packages.Heads);
        var backbone = _models.Backbones.First(backbone => backbone.Package.Id == _plan.RouteOf(text)!.Steps[0].Backbone);
        return (backbone.Models[0], HeadsOn(backbone, _models));
    }
}
