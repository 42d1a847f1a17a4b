using System.Collections;
using Router.Contracts;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>The nodes a, b and c of a deployment, on free ports of this machine. All end with this object.</summary>
internal sealed class TrialNodes : IEnumerable<TrialNode>, IAsyncDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];

    private readonly List<TrialNode> _nodes = [];

    /// <param name="options">Which deployment.</param>
    /// <param name="networks">A network for each node; null for the machine's own.</param>
    public TrialNodes(TrialOptions options, NodeNetworks? networks = null)
    {
        var ports = FreePorts.Find(2 * Names.Length);
        string[] hosts = [.. Names.Select((_, i) => networks is null ? "127.0.0.1" : networks.Nodes[i].Address)];
        string[] seeds = [.. Names.Select((_, i) => $"\"{hosts[i]}:{ports[Names.Length + i]}\"")];
        Directory.CreateDirectory(options.Logs);
        for (var i = 0; i < Names.Length; i++)
        {
            string[] settings =
            [
                $"router.http.host={hosts[i]}", $"router.http.port={ports[i]}", "router.grpc.enabled=off", "router.cluster.enabled=on",
                $"router.cluster.host={hosts[i]}", $"router.cluster.port={ports[Names.Length + i]}", $"router.cluster.seed-nodes=[{string.Join(',', seeds)}]",
                // The networks are in this machine alone.
                .. networks is null ? Array.Empty<string>() : ["router.security.insecure=on"],
                .. options.Settings,
            ];
            _nodes.Add(new TrialNode(
                Names[i],
                new Uri($"http://{hosts[i]}:{ports[i]}"),
                ["serve", "--config", options.Configuration, "--node", Names[i], .. settings.SelectMany(setting => new[] { "--set", setting })],
                Path.Combine(options.Logs, $"{Names[i]}.log"),
                networks?.Nodes[i]));
        }
    }

    /// <summary>A node by its name.</summary>
    public TrialNode this[string name] => _nodes.Single(node => node.Name == name);

    /// <summary>Starts all, the first one alone, as the oldest node has the coordinator, and waits until all are ready and the last one knows that each subsystem runs on two.</summary>
    /// <exception cref="ClusterException">It did not come to that.</exception>
    public async Task<ClusterStatus> StartAsync(CancellationToken cancellationToken)
    {
        await _nodes[0].StartAsync(cancellationToken);
        foreach (var node in _nodes.Skip(1)) node.Start();
        foreach (var node in _nodes.Skip(1)) await node.UntilReadyAsync(TrialNode.StartsWithin, cancellationToken);
        var watch = WatchFrom(_nodes[^1]);
        return (await watch.UntilAsync(status => Replication.IsSound(status, _nodes.Count), "two replicas of each subsystem on three nodes", TrialNode.StartsWithin, cancellationToken)).Status;
    }

    /// <summary>Waits until a node knows that all are members and each runs something.</summary>
    /// <exception cref="ClusterException">It did not come to that.</exception>
    public async Task<ClusterStatus> UntilSpreadAsync(TrialNode node, string what, CancellationToken cancellationToken) =>
        (await WatchFrom(node).UntilAsync(status => Replication.IsSpread(status, _nodes.Count), what, TrialNode.StartsWithin, cancellationToken)).Status;

    /// <summary>Waits for what a node comes to know.</summary>
    public ClusterWatch WatchFrom(TrialNode node) => new(node.Cluster) { ThrowIfFailed = ThrowIfOneEnded };

    /// <summary>Fails when a node has ended that nobody has ended.</summary>
    /// <exception cref="ClusterException">One has.</exception>
    public void ThrowIfOneEnded() => _nodes.ForEach(node => node.ThrowIfEnded());

    /// <inheritdoc/>
    public IEnumerator<TrialNode> GetEnumerator() => _nodes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
}
