using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Testing;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router bench</c>, run as a process with the shipped models. What it measures here is of no use; that it does is.</summary>
public sealed class BenchCommandTests
{
    [Fact]
    public async Task A_node_in_this_process_is_measured_beside_its_front_ends()
    {
        using var directory = new TemporaryDirectory();

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "bench", "--front-ends", "--concurrency", "2", "--window", "0.5", "--max-windows", "3", "--timeout", "30000",
            "--csv", directory["results.csv"], "--plot", directory["results.svg"]);

        Assert.True(code == 0, error);
        Assert.Contains("clients", output, StringComparison.Ordinal);
        var results = Results(await File.ReadAllLinesAsync(directory["results.csv"]));
        Assert.Equal(["node", "http", "grpc"], results.Select(cells => cells["target"]));
        Assert.All(results, cells => Assert.Equal(("clients", "2", "0"), (cells["load_kind"], cells["load"], cells["errors"])));
        Assert.All(results, cells => Assert.NotEqual("", cells["encoded_per_decision"]));
        Assert.StartsWith("<svg", (await File.ReadAllTextAsync(directory["results.svg"])).Split('\n', 2)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_a_cluster_is_measured_alone()
    {
        var file = Path.Combine(Installation.Root, "hocon", "cluster.conf");

        var (code, _, error) = await RouterProgram.RunAsync(
            input: null, "bench", "--config", file, "--node", "b", "--concurrency", "1", "--window", "0.2", "--max-windows", "3", "--timeout", "30000");

        Assert.True(code == 0, error);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_server_is_measured(string protocol)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RouterServer.StartAsync(
            Installation.Configuration(), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System,
            CancellationToken.None);
        string[] target = protocol == "http" ? ["--url", $"{server.Address}"] : ["--grpc", server.GrpcAddress!.Authority];

        var (code, _, error) = await RouterProgram.RunAsync(
            input: null,
            ["bench", "--rate", "5", "--window", "0.5", "--max-windows", "3", "--timeout", "30000", "--csv", directory["results.csv"], .. target]);

        Assert.True(code == 0, error);
        var cells = Assert.Single(Results(await File.ReadAllLinesAsync(directory["results.csv"])));
        Assert.Equal(("queries/s", "0", ""), (cells["load_kind"], cells["errors"], cells["encoded_per_decision"]));
        Assert.NotEqual("", cells["late_p99_ms"]);
    }

    [Fact]
    public async Task Sessions_are_measured_with_hits_and_misses_apart()
    {
        using var directory = new TemporaryDirectory();
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is not { Final: true } final) continue;
                var hit = final.UtteranceId == "u1";
                await updates.WriteAsync(new SessionUpdate { Final = new FinalDecision { UtteranceId = final.UtteranceId, SpeculationHit = hit } });
            }
        });

        var (code, _, error) = await RouterProgram.RunAsync(
            input: null, "bench", "--mode", "sessions", "--grpc", router.Address.Authority, "--concurrency", "3", "--speed", "50",
            "--window", "0.5", "--max-windows", "3", "--csv", directory["results.csv"]);

        Assert.True(code == 0, error);
        var cells = Assert.Single(Results(await File.ReadAllLinesAsync(directory["results.csv"])));
        Assert.Equal(("sessions", "3", "0"), (cells["load_kind"], cells["load"], cells["errors"]));
        Assert.True(int.Parse(cells["hits"]) > 0 && int.Parse(cells["misses"]) > 0);
        Assert.Equal(int.Parse(cells["decisions"]), int.Parse(cells["hits"]) + int.Parse(cells["misses"]));
    }

    [Fact]
    public async Task Idle_sessions_are_opened_in_a_server_that_ends_with_the_bench()
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "bench", "--mode", "idle", "--concurrency", "2,4");

        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["2 idle sessions", "4 idle sessions"], lines.Select(line => line.Split(':')[0]));
        Assert.All(lines, line => Assert.Matches("KiB each; the server holds [0-9.]+ MiB with them, [0-9.]+ MiB without$", line));
    }

    [Theory]
    [InlineData("--rate", "5")]
    [InlineData("--grpc", "127.0.0.1:1")]
    public async Task An_option_that_does_nothing_for_idle_sessions_is_refused(string option, string value)
    {
        var (code, _, error) = await RouterProgram.RunAsync(input: null, "bench", "--mode", "idle", option, value);

        Assert.Equal(2, code);
        Assert.Contains($"{option} does not go with --mode idle", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--url", "http://127.0.0.1:1")]
    [InlineData("--grpc", "127.0.0.1:1")]
    public async Task A_server_that_is_not_there_ends_with_1_and_is_named(string option, string address)
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "bench", option, address);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("127.0.0.1:1", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string>[] Results(string[] csv) => [.. csv.Skip(1).Select(line =>
        BenchReport.Columns.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
}
