using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Bench;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster trial</c>: kills nodes of a cluster under load.</summary>
internal static class ClusterTrialCommand
{
    private const double DefaultRate = 5;
    private const int DefaultTimeoutMs = 5000;

    public static Command Create(CommonOptions common)
    {
        var rate = NumberOption.CreateReal("--rate", "-r", $"Queries a second, at random times; {DefaultRate} unless given.", 0.1, 10_000);
        var timeout = NumberOption.Create("--timeout", "-o", $"Milliseconds that each query may take; {DefaultTimeoutMs} unless given.", 1, 600_000);
        var seed = NumberOption.Create("--seed", "-e", "Of all random numbers; 1 unless given.", 0, int.MaxValue);
        var logs = new Option<string?>("--logs")
        {
            Description = "Keeps what the nodes print in this directory. Without it that is kept only when something fails, in a directory that is named then.",
            HelpName = "DIRECTORY",
        };
        var command = new Command(
            "trial",
            "Starts three nodes on free ports of this machine, sends queries to one of them, and kills the two others: one with heads, which is "
            + "started again, then the one with the coordinator. Prints who runs what in between, and ends with two lines: the bytes that went between nodes for a query, and how the queries ended.\n\n"
            + "Ends with code 1 when a query was lost or its decision was partial.")
        {
            rate, timeout, seed, logs, common.Config, common.Set,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new TrialOptions
            {
                Configuration = result.GetValue(common.Config) ?? ConfigurationSource.FindInInstallation(Path.Combine("hocon", "cluster.conf")),
                Settings = result.GetValue(common.Set) ?? [],
                Texts = new TextSource(
                    await TextSource.ReadAsync(ConfigurationSource.FindInInstallation(Path.Combine("samples", "utterances.txt")), cancellationToken),
                    vary: true,
                    result.GetValue(seed) ?? 1),
                Rate = result.GetValue(rate) ?? DefaultRate,
                Timeout = TimeSpan.FromMilliseconds(result.GetValue(timeout) ?? DefaultTimeoutMs),
                Seed = result.GetValue(seed) ?? 1,
                Logs = result.GetValue(logs) ?? Directory.CreateTempSubdirectory("router-trial-").FullName,
            };
            var isClean = false;
            try
            {
                isClean = await RunAsync(options, cancellationToken);
            }
            finally
            {
                if (result.GetValue(logs) is null && (isClean || cancellationToken.IsCancellationRequested)) Directory.Delete(options.Logs, recursive: true);
                else if (!isClean) await Console.Error.WriteLineAsync($"router: what the nodes printed is in {options.Logs}");
            }
            return isClean ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<bool> RunAsync(TrialOptions options, CancellationToken cancellationToken)
    {
        var result = await new ClusterTrial(options, Console.Out.WriteLine, ClusterTable.Print).RunAsync(cancellationToken);
        foreach (var problem in result.Problems) await Console.Error.WriteLineAsync($"router: {problem}");
        Console.Out.WriteLine(result.Summary);
        return result.Counts.IsClean;
    }
}
