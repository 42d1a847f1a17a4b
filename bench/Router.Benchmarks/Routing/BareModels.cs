using System.Diagnostics;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Node;

namespace Router.Benchmarks.Routing;

/// <summary>The models of a deployment without the router around them.</summary>
internal sealed class BareModels(RouterConfiguration configuration) : IDisposable
{
    private readonly NodeModels _models = NodeModels.Load(configuration.Settings, NodeRoles.All);

    /// <summary>Milliseconds that the ONNX Runtime calls take for a text in batches of these sizes.</summary>
    /// <param name="text">Every row of every batch.</param>
    /// <param name="sizes">A backbone run and a run of every head for each.</param>
    /// <param name="spread">Whether the heads of a batch run on all cores at once, as the router has it, or one after the other.</param>
    public double Time(string text, IReadOnlyList<int> sizes, bool spread)
    {
        var backbone = _models.Backbones[0].Models[0];
        var tokens = backbone.Tokenizer.Tokenize(text);
        var batches = sizes.Select(size => Enumerable.Repeat(tokens, size).ToArray()).ToArray();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            var states = backbone.Run(batch);
            if (spread) Parallel.ForEach(_models.Heads, head => head.Run(states));
            else foreach (var head in _models.Heads) head.Run(states);
            states.Release();
        }
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public void Dispose() => _models.Dispose();
}
