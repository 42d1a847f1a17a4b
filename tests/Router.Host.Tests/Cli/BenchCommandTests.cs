using Router.Host.Bench;
using Router.Host.Tests.Support;

namespace Router.Host.Tests.Cli;

/// <summary><c>router bench</c>, run as a process with the shipped models. What it measures here is of no use; that it does is.</summary>
public sealed class BenchCommandTests
{
    [Fact]
    public async Task A_node_in_this_process_is_measured()
    {
        using var directory = new TemporaryDirectory();

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "bench", "--concurrency", "2", "--window", "0.5", "--max-windows", "3", "--timeout", "30000",
            "--csv", directory["results.csv"], "--plot", directory["results.svg"]);

        Assert.True(code == 0, error);
        Assert.Contains("clients", output, StringComparison.Ordinal);
        var cells = Columns(await File.ReadAllLinesAsync(directory["results.csv"]));
        Assert.Equal(("clients", "2", "0"), (cells["load_kind"], cells["load"], cells["errors"]));
        Assert.NotEqual("", cells["encoded_per_decision"]);
        Assert.StartsWith("<svg", (await File.ReadAllTextAsync(directory["results.svg"])).Split('\n', 2)[1], StringComparison.Ordinal);
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
        var cells = Columns(await File.ReadAllLinesAsync(directory["results.csv"]));
        Assert.Equal(("queries/s", "0", ""), (cells["load_kind"], cells["errors"], cells["encoded_per_decision"]));
        Assert.NotEqual("", cells["late_p99_ms"]);
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

    private static Dictionary<string, string> Columns(string[] csv)
    {
        Assert.Equal(2, csv.Length);
        return BenchReport.Columns.Zip(csv[1].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}
