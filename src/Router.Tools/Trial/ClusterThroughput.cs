using System.Globalization;
using Router.Tools.Bench;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>One node alone against three that share the subsystems, on the same machine and with the same clients, in turn.</summary>
/// <param name="options">Which deployment, and what is asked.</param>
/// <param name="tell">Takes what was measured, a line each.</param>
internal sealed class ClusterThroughput(TrialOptions options, Action<string> tell)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Carries it out.</summary>
    /// <param name="rounds">How many times each is measured.</param>
    /// <param name="clients">How many send at once, to the one and to the three alike.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The result in a line.</returns>
    /// <exception cref="ClusterException">The nodes did not start.</exception>
    public async Task<string> RunAsync(int rounds, int clients, CancellationToken cancellationToken)
    {
        await using var alone = new TrialNodes(options with { Settings = [.. options.Settings, "router.cluster.enabled=off"], Logs = Path.Combine(options.Logs, "alone") });
        await using var nodes = new TrialNodes(options);
        alone["a"].Start();
        await alone["a"].UntilReadyAsync(StartsWithin, cancellationToken);
        await nodes.StartAsync(cancellationToken);
        await using var one = new HttpTarget(alone["a"].Url, options.Timeout);
        await using var three = new FrontEnds([.. nodes.Select(node => new HttpTarget(node.Url, options.Timeout))]);
        var found = new List<(double One, double Three)>();
        for (var round = 1; round <= rounds; round++)
        {
            var (first, second) = round % 2 == 1 ? ((ILoadTarget)one, (ILoadTarget)three) : (three, one);
            var before = await Saturation.OfAsync(first, options.Texts, clients, Window, cancellationToken);
            var after = await Saturation.OfAsync(second, options.Texts, clients, Window, cancellationToken);
            found.Add(first == one ? (before, after) : (after, before));
            tell(Text($"round {round}: {found[^1].One:0.0} decisions a second alone, {found[^1].Three:0.0} by three, {found[^1].Three / found[^1].One:0.00}"));
        }
        return Text($"three processes decide {Median.Of(found.Select(round => round.Three / round.One)):0.00} times what one does: {Median.Of(found.Select(round => round.Three)):0.0} and {Median.Of(found.Select(round => round.One)):0.0} a second (medians of {rounds} rounds)");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
