using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Calls;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster chaos</c>: one fault after another, under load.</summary>
internal static class ClusterChaosCommand
{
    private const double DefaultMinutes = 1;

    /// <summary>Less than the time after which a node that stands still is taken out: nobody waits any more for what it says when it goes on.</summary>
    private const int DefaultTimeoutMs = 3000;

    public static Command Create(CommonOptions common)
    {
        var minutes = NumberOption.CreateReal("--minutes", "-m", $"After which no further fault begins; {DefaultMinutes} unless given.", 0.01, 10_000);
        var cuts = new Option<bool>("--cuts")
        {
            Description = "Cuts nodes off as well. Each node then has a network namespace of its own, which needs root and ip of iproute2.",
        };
        var command = new Command(
            "chaos",
            "Starts three nodes that all take queries and run heads, sends queries to all of them, and has one fault after another befall one node: it is killed, told to leave, or "
            + "stands still until it was taken out. After each it is started again, and all is waited for to be as before. The seed says which faults there are, to whom and when. Clients "
            + "ask the nodes that are ready in turn, and send once more, to another node, what one did not answer.\n\n"
            + "Ends with code 1 when a query was lost or its decision was partial, or a replica did not run on exactly one node afterwards.")
        {
            minutes, cuts,
        };
        return new TrialSyntax(common, DefaultTimeoutMs).AddTo(command, (result, options, cancellationToken) =>
            RunAsync(options, TimeSpan.FromMinutes(result.GetValue(minutes) ?? DefaultMinutes), result.GetValue(cuts), cancellationToken));
    }

    private static async Task<bool> RunAsync(TrialOptions options, TimeSpan duration, bool cuts, CancellationToken cancellationToken)
    {
        if (cuts && await NodeNetworks.FindProblemAsync() is { } problem) throw new ClusterException($"--cuts: {problem}");
        await using var networks = cuts ? await NodeNetworks.CreateAsync(3) : null;
        Console.Out.WriteLine($"Seed {options.Seed}");
        // A node that leaves says so first, and load balancers hear it.
        var nodes = options with { Settings = ["router.shutdown.lame-duck=2s", .. options.Settings] };
        var result = await new ClusterChaos(nodes, duration, networks, Console.Out.WriteLine).RunAsync(cancellationToken);
        foreach (var query in result.Problems) await Console.Error.WriteLineAsync($"router: seed {options.Seed}, {query}");
        Console.Out.WriteLine(result.Summary);
        return result.Counts.IsClean;
    }
}
