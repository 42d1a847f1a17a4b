using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster trial</c>: kills nodes of a cluster under load.</summary>
internal static class ClusterTrialCommand
{
    private const int DefaultTimeoutMs = 5000;

    private static readonly TimeSpan SaturationWindow = TimeSpan.FromSeconds(10);

    public static Command Create(CommonOptions common)
    {
        var rounds = NumberOption.Create("--rounds", "-n", "How many times it is done, each with new nodes; the figures are medians. 1 unless given.", 1, 1000);
        var half = new Option<bool>("--half-load") { Description = "Measures first what the nodes decide in a second, and sends half of that in place of --rate." };
        var command = new Command(
            "trial",
            "Starts three nodes on free ports of this machine, sends queries to one of them, and ends one after another: one with heads is killed, started again, told to leave and "
            + "started again, the one with the coordinator is killed and started again, and then the one that took the queries is killed, whose clients send once more, to another one, what it did not answer. "
            + "Prints who runs what in between, and ends with a line for the bytes that went between nodes for a query, one for each end, and one for how all queries ended. Beside each figure stands its "
            + "goal, and whether it was reached.\n\n"
            + "Ends with code 1 when a query was lost or its decision was partial. A figure that missed its goal is only said: a machine that is busy with other things misses those of time.")
        {
            rounds, half,
        };
        return new TrialSyntax(common, DefaultTimeoutMs).AddTo(command, (result, options, cancellationToken) =>
            RunAsync(options, result.GetValue(rounds) ?? 1, result.GetValue(half), cancellationToken));
    }

    private static async Task<bool> RunAsync(TrialOptions options, int rounds, bool isHalf, CancellationToken cancellationToken)
    {
        if (isHalf) options = options with { Rate = Math.Max(1, await Saturation.OfClusterAsync(options, SaturationWindow, cancellationToken) / 2) };
        var results = new List<TrialResult>();
        for (var round = 1; round <= rounds; round++)
        {
            if (rounds > 1) Console.Out.WriteLine($"Round {round} of {rounds}");
            results.Add(await new ClusterTrial(options, Console.Out.WriteLine, ClusterTable.Print).RunAsync(cancellationToken));
            foreach (var problem in results[^1].Problems) await Console.Error.WriteLineAsync($"router: {problem}");
            if (round < rounds) Console.Out.WriteLine(TrialResult.Summarize([results[^1]]));
        }
        Console.Out.WriteLine(TrialResult.Summarize(results));
        return results.TrueForAll(result => result.IsClean);
    }
}
