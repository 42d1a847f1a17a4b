using System.Collections;

namespace Router.Tools.Trial;

/// <summary>The nodes a, b and c of a deployment, on free ports of this machine. All end with this object.</summary>
internal sealed class TrialNodes : IEnumerable<TrialNode>, IAsyncDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];

    private readonly List<TrialNode> _nodes = [];

    /// <param name="options">Which deployment.</param>
    public TrialNodes(TrialOptions options)
    {
        var ports = FreePorts.Find(2 * Names.Length);
        string[] seeds = [.. Names.Select((_, i) => $"\"127.0.0.1:{ports[Names.Length + i]}\"")];
        Directory.CreateDirectory(options.Logs);
        for (var i = 0; i < Names.Length; i++)
        {
            string[] settings =
            [
                "router.http.host=127.0.0.1", $"router.http.port={ports[i]}", "router.grpc.enabled=off", "router.cluster.enabled=on",
                "router.cluster.host=127.0.0.1", $"router.cluster.port={ports[Names.Length + i]}", $"router.cluster.seed-nodes=[{string.Join(',', seeds)}]",
                .. options.Settings,
            ];
            _nodes.Add(new TrialNode(
                Names[i],
                new Uri($"http://127.0.0.1:{ports[i]}"),
                ["serve", "--config", options.Configuration, "--node", Names[i], .. settings.SelectMany(setting => new[] { "--set", setting })],
                Path.Combine(options.Logs, $"{Names[i]}.log")));
        }
    }

    /// <summary>A node by its name.</summary>
    public TrialNode this[string name] => _nodes.Single(node => node.Name == name);

    /// <summary>Fails when a node has ended that nobody has ended.</summary>
    /// <exception cref="Calls.ClusterException">One has.</exception>
    public void ThrowIfOneEnded() => _nodes.ForEach(node => node.ThrowIfEnded());

    /// <inheritdoc/>
    public IEnumerator<TrialNode> GetEnumerator() => _nodes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
}
