using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Tools.Bench;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary>The options that all trials of a cluster have, and what they ask for.</summary>
/// <param name="common">Options that more commands have.</param>
/// <param name="defaultTimeoutMs">Milliseconds that a query may take unless it is said.</param>
internal sealed class TrialSyntax(CommonOptions common, int defaultTimeoutMs)
{
    private const double DefaultRate = 5;

    private readonly Option<double?> _rate = NumberOption.CreateReal("--rate", "-r", $"Queries a second, at random times; {DefaultRate} unless given.", 0.1, 10_000);

    private readonly Option<int?> _timeout = NumberOption.Create(
        "--timeout", "-o", $"Milliseconds after which a node has not answered a query; {defaultTimeoutMs} unless given.", 1, 600_000);

    private readonly Option<int?> _seed = NumberOption.Create("--seed", "-e", "Of all random numbers; 1 unless given.", 0, int.MaxValue);

    private readonly Option<string?> _logs = new("--logs")
    {
        Description = "Keeps what the nodes print in this directory. Without it that is kept only when something fails, in a directory that is named then.",
        HelpName = "DIRECTORY",
    };

    /// <summary>Gives a command these options, and an action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Does what the options ask for; false when that failed.</param>
    public Command AddTo(Command command, Func<ParseResult, TrialOptions, CancellationToken, Task<bool>> run)
    {
        foreach (var option in new Option[] { _rate, _timeout, _seed, _logs, common.Config, common.Set }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = await ReadAsync(result, cancellationToken);
            var isClean = false;
            try
            {
                isClean = await run(result, options, cancellationToken);
            }
            finally
            {
                if (result.GetValue(_logs) is null && (isClean || cancellationToken.IsCancellationRequested)) Directory.Delete(options.Logs, recursive: true);
                else if (!isClean) await Console.Error.WriteLineAsync($"router: what the nodes printed is in {options.Logs}");
            }
            return isClean ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private async Task<TrialOptions> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var texts = await TextSource.ReadAsync(ConfigurationSource.FindInInstallation(Path.Combine("samples", "utterances.txt")), cancellationToken);
        return new TrialOptions
        {
            Configuration = result.GetValue(common.Config) ?? ConfigurationSource.FindInInstallation(Path.Combine("hocon", "cluster.conf")),
            Settings = result.GetValue(common.Set) ?? [],
            Texts = new TextSource(texts, vary: true, result.GetValue(_seed) ?? 1),
            Rate = result.GetValue(_rate) ?? DefaultRate,
            Timeout = TimeSpan.FromMilliseconds(result.GetValue(_timeout) ?? defaultTimeoutMs),
            Seed = result.GetValue(_seed) ?? 1,
            Logs = result.GetValue(_logs) ?? Directory.CreateTempSubdirectory("router-trial-").FullName,
        };
    }
}
