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

    /// <summary>What reads each text: the backbone that most subsystems read it by, and the heads on that.</summary>
    private readonly Dictionary<string, (BackboneModel Backbone, HeadModel[] Heads)> _readers = new(StringComparer.Ordinal);

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

    private (BackboneModel Backbone, HeadModel[] Heads) ReadersOf(string text)
    {
        if (_readers.TryGetValue(text, out var known)) return known;
        var packages = _models.Packages.Heads;
        var plan = new ReadingPlan([.. packages.Select(head => new PlannedHead(head.Manifest.Name, $"{head.Subsystem.Backbone}", head.Subsystem.Languages))]);
        var backbone = _models.Backbones.First(backbone => backbone.Package.Id == plan.RouteOf(text)!.Steps[0].Backbone);
        return _readers[text] = (backbone.Models[0], [.. packages.Zip(_models.Heads).Where(head => backbone.Package.IsReadBy(head.First)).Select(head => head.Second)]);
    }
}
