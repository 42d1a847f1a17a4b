using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Calls;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster chaos</c>: one fault after another, under load.</summary>
internal static class ClusterChaosCommand
{
    private const double DefaultMinutes = 1;

    private static readonly FaultKind[] DefaultFaults = [FaultKind.Kill, FaultKind.Leave, FaultKind.Pause];

    /// <summary>Less than the time after which a node that stands still is taken out: nobody waits any more for what it says when it goes on.</summary>
    private const int DefaultTimeoutMs = 3000;

    public static Command Create(CommonOptions common)
    {
        var minutes = NumberOption.CreateReal("--minutes", "-m", $"After which no further fault begins; {DefaultMinutes} unless given.", 0.01, 10_000);
        var faults = new Option<IReadOnlyList<FaultKind>?>("--faults", "-f")
        {
            Description = "Of kill, leave, pause and cut, those that may happen; kill,leave,pause unless given. For cut each node has a network namespace of its own, which needs root and ip of iproute2.",
            HelpName = "KIND,...",
            CustomParser = ParseFaults,
        };
        var command = new Command(
            "chaos",
            "Starts three nodes that all take queries and run heads, sends queries to all of them, and has one fault after another befall one node: it is killed, told to leave, "
            + "stands still until it was taken out, or is cut off until it has ended itself. After each it is started again, and all is waited for to be as before. The seed says which faults there are, to whom and when. Clients "
            + "ask the nodes that are ready in turn, and send once more, to another node, what one did not answer.\n\n"
            + "Ends with code 1 when a query was lost or its decision was partial, or a replica did not run on exactly one node afterwards.")
        {
            minutes, faults,
        };
        return new TrialSyntax(common, DefaultTimeoutMs).AddTo(command, (result, options, cancellationToken) =>
            RunAsync(options, TimeSpan.FromMinutes(result.GetValue(minutes) ?? DefaultMinutes), result.GetValue(faults) ?? DefaultFaults, cancellationToken));
    }

    private static async Task<bool> RunAsync(TrialOptions options, TimeSpan duration, IReadOnlyList<FaultKind> faults, CancellationToken cancellationToken)
    {
        var cuts = faults.Contains(FaultKind.Cut);
        if (cuts && await NodeNetworks.FindProblemAsync() is { } problem) throw new ClusterException($"--faults: {problem}");
        await using var networks = cuts ? await NodeNetworks.CreateAsync(3) : null;
        Console.Out.WriteLine($"Seed {options.Seed}");
        // A node that leaves says so first, and load balancers hear it.
        var nodes = options with { Settings = ["router.shutdown.lame-duck=2s", .. options.Settings] };
        var result = await new ClusterChaos(nodes, faults, duration, networks, Console.Out.WriteLine).RunAsync(cancellationToken);
        foreach (var query in result.Problems) await Console.Error.WriteLineAsync($"router: seed {options.Seed}, {query}");
        Console.Out.WriteLine(result.Summary);
        return result.Counts.IsClean;
    }

    private static IReadOnlyList<FaultKind>? ParseFaults(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        var kinds = Enum.GetValues<FaultKind>().ToDictionary(kind => $"{kind}".ToLowerInvariant(), StringComparer.Ordinal);
        FaultKind[] found = [.. text.Split(',').Where(kinds.ContainsKey).Select(name => kinds[name]).Distinct()];
        if (found.Length == text.Split(',').Length) return found;
        result.AddError($"--faults is '{text}'; allowed are {string.Join(", ", kinds.Keys)}, each once, with commas between");
        return null;
    }
}
