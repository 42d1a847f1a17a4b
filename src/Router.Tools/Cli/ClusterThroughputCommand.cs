using System.CommandLine;
using Router.Tools.Trial;

namespace Router.Tools.Cli;

/// <summary><c>router cluster throughput</c>: one node against three, in a cluster and not.</summary>
internal static class ClusterThroughputCommand
{
    private const int DefaultTimeoutMs = 5000;
    private const int DefaultRounds = 5;

    public static Command Create(CommonOptions common)
    {
        var rounds = NumberOption.Create("--rounds", "-n", $"How many times each is measured; {DefaultRounds} unless given.", 1, 1000);
        var clients = NumberOption.Create("--clients", "-k", $"How many clients send at once, to one and to three nodes alike; {Saturation.Clients} unless given.", 1, 1000);
        var command = new Command(
            "throughput",
            "Starts one node that is alone, three that know nothing of each other and three that share the subsystems, has the same number of clients send as fast as they are answered to each of these "
            + "in turn, and prints what they decide in a second and the ratios. --rate counts for nothing here.")
        {
            rounds,
            clients,
        };
        return new TrialSyntax(common, DefaultTimeoutMs).AddTo(command, async (result, options, cancellationToken) =>
        {
            Console.Out.WriteLine(await new ClusterThroughput(options, Console.Out.WriteLine).RunAsync(result.GetValue(rounds) ?? DefaultRounds, result.GetValue(clients) ?? Saturation.Clients, cancellationToken));
            return true;
        });
    }
}
