using System.Globalization;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// One node alone against three that share the subsystems, and against three that know nothing of each other, on the same machine and with the same clients, in
/// turn: what the cluster takes is told apart from what three processes take.
/// </summary>
/// <param name="options">Which deployment, and what is asked.</param>
/// <param name="tell">Takes what was measured, a line each.</param>
internal sealed class ClusterThroughput(TrialOptions options, Action<string> tell)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Carries it out.</summary>
    /// <param name="rounds">How many times each is measured.</param>
    /// <param name="clients">How many send at once, to the one and to the three alike.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The result in a line.</returns>
    /// <exception cref="ClusterException">The nodes did not start.</exception>
    public async Task<string> RunAsync(int rounds, int clients, CancellationToken cancellationToken)
    {
        await using var alone = Apart("alone");
        await using var apart = Apart("apart");
        await using var cluster = new TrialNodes(options with { Logs = Path.Combine(options.Logs, "cluster") });
        foreach (var node in apart.Prepend(alone["a"])) await node.StartAsync(cancellationToken);
        await cluster.StartAsync(cancellationToken);
        await using var one = TargetOf([alone["a"]]);
        await using var three = TargetOf(apart);
        await using var shared = TargetOf(cluster);
        ILoadTarget[] targets = [one, three, shared];
        var found = new List<Rates>();
        for (var round = 0; round < rounds; round++)
        {
            var rates = new double[targets.Length];
            // Each comes first as often as the others.
            for (var turn = 0; turn < targets.Length; turn++)
            {
                var at = (round + turn) % targets.Length;
                rates[at] = await Saturation.OfAsync(targets[at], options.Texts, clients, Window, cancellationToken);
            }
            found.Add(new Rates(rates[0], rates[1], rates[2]));
            tell(Text($"round {round + 1}: {found[^1].Alone:0.0} decisions a second alone, {found[^1].Apart:0.0} by three that know nothing of each other, {found[^1].Cluster:0.0} by a cluster of three"));
        }
        return Text($"a cluster of three processes decides {Of(rates => rates.Cluster / rates.Alone):0.00} times what one does, and {Of(rates => rates.Cluster / rates.Apart):0.00} times what three do that know nothing of each other, which is {Of(rates => rates.Apart / rates.Alone):0.00} times what one does (medians of {rounds} rounds)");

        double Of(Func<Rates, double> ratio) => Median.Of(found.Select(ratio));
    }

    private TrialNodes Apart(string name) => new(options with { Settings = [.. options.Settings, "router.cluster.enabled=off"], Logs = Path.Combine(options.Logs, name) });

    private FrontEnds TargetOf(IEnumerable<TrialNode> nodes) => new([.. nodes.Select(node => new HttpTarget(node.Url, options.Timeout))]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Decisions a second in one round.</summary>
    private readonly record struct Rates(double Alone, double Apart, double Cluster);
}
