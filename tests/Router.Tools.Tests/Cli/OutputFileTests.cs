using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary>Files that commands write keep what is in them until there is something to write.</summary>
public sealed class OutputFileTests : IDisposable
{
    private const string Old = "what was there";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_file_that_is_read_is_not_written()
    {
        await File.WriteAllTextAsync(_directory["texts.txt"], "wake me at six\n");
        File.CreateSymbolicLink(_directory["link.txt"], _directory["texts.txt"]);
        foreach (var output in new[] { "texts.txt", "link.txt" })
        {
            var (code, _, error) = await RouterProgram.RunAsync(input: null, "route", "-i", _directory["texts.txt"], "-o", _directory[output]);

            Assert.Equal(2, code);
            Assert.Contains("--output is the file that --input reads", error, StringComparison.Ordinal);
            Assert.Equal("wake me at six\n", await File.ReadAllTextAsync(_directory["texts.txt"]));
        }
    }

    [Fact]
    public async Task What_is_in_the_output_stays_when_the_node_does_not_start()
    {
        await File.WriteAllTextAsync(_directory["texts.txt"], "wake me at six\n");
        await File.WriteAllTextAsync(_directory["old.jsonl"], Old);

        var (code, _, _) = await RouterProgram.RunAsync(
            input: null, "route", "-i", _directory["texts.txt"], "-o", _directory["old.jsonl"], "--set", "router.ranker.version=9.9.9");

        Assert.Equal(4, code);
        Assert.Equal(Old, await File.ReadAllTextAsync(_directory["old.jsonl"]));
    }

    [Fact]
    public async Task A_longer_output_of_before_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(_directory["texts.txt"], "wake me at six\n");
        await File.WriteAllTextAsync(_directory["old.jsonl"], new string('x', 100_000));

        var (code, _, error) = await RouterProgram.RunAsync(input: null, "route", "-i", _directory["texts.txt"], "-o", _directory["old.jsonl"]);

        Assert.True(code == 0, error);
        var line = Assert.Single(await File.ReadAllLinesAsync(_directory["old.jsonl"]));
        Assert.StartsWith("{\"queryId\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_that_does_not_begin_leaves_the_results_of_the_last_one()
    {
        await File.WriteAllTextAsync(_directory["old.csv"], Old);

        var (code, _, _) = await RouterProgram.RunAsync(input: null, "bench", "--csv", _directory["old.csv"], "--set", "router.nosuch=1");

        Assert.Equal(3, code);
        Assert.Equal(Old, await File.ReadAllTextAsync(_directory["old.csv"]));
    }
}
