using System.CommandLine;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster trial</c>: kills nodes of a cluster under load.</summary>
internal static class ClusterTrialCommand
{
    private const int DefaultTimeoutMs = 5000;

    public static Command Create(CommonOptions common) => new TrialSyntax(common, DefaultTimeoutMs).AddTo(
        new Command(
            "trial",
            "Starts three nodes on free ports of this machine, sends queries to one of them, and kills the two others: one with heads, which is "
            + "started again, then the one with the coordinator. Prints who runs what in between, and ends with two lines: the bytes that went between nodes for a query, and how the queries ended.\n\n"
            + "Ends with code 1 when a query was lost or its decision was partial."),
        async (_, options, cancellationToken) =>
        {
            var result = await new ClusterTrial(options, Console.Out.WriteLine, ClusterTable.Print).RunAsync(cancellationToken);
            foreach (var problem in result.Problems) await Console.Error.WriteLineAsync($"router: {problem}");
            Console.Out.WriteLine(result.Summary);
            return result.Counts.IsClean;
        });
}
