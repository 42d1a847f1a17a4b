using System.Diagnostics;
using System.Text.Json;
using Router.Host;
using Router.Host.Routing;
using Router.Inference;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router eval</c>, run as a process with the shipped models.</summary>
public sealed class EvalCommandTests
{
    private const string Data =
        """
        {"text": "wake me up at six", "subsystem": "alarm", "intent": "alarm_set", "slots": [{"type": "time", "value": "six"}], "language": "en"}
        {"text": "will it rain in oslo on friday", "subsystem": "weather", "language": "en"}

        {"text": "给我讲个笑话", "subsystem": "music", "intent": "music_likeness", "language": "zh"}
        {"text": "block my chase credit card", "subsystem": null, "language": "en"}
        """;

    [Fact]
    public async Task Labelled_texts_are_measured_and_the_figures_are_printed_and_written()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["data.jsonl"], Data);

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "eval", "--data", directory["data.jsonl"], "--json", directory["report.json"], "--worst", "1", "--concurrency", "2");
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(directory["report.json"]));
        var scores = report.RootElement.GetProperty("scores").EnumerateArray().ToArray();
        var worst = Assert.Single(report.RootElement.GetProperty("worst").EnumerateArray());

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("language zh", output, StringComparison.Ordinal);
        Assert.Contains("给我讲个笑话", output, StringComparison.Ordinal);
        Assert.Equal((3, 1), (scores[0].GetProperty("inScope").GetInt32(), scores[0].GetProperty("outOfScope").GetInt32()));
        Assert.Equal(2 / 3.0, scores[0].GetProperty("accuracy").GetDouble(), 9);
        Assert.Equal(1, scores[0].GetProperty("slots").GetProperty("f1").GetDouble());
        Assert.Equal((4, "chitchat"), (worst.GetProperty("line").GetInt32(), worst.GetProperty("answered").GetString()));
    }

    [Fact]
    public async Task Labelled_texts_may_come_from_standard_input()
    {
        var (code, output, error) = await RouterProgram.RunAsync(Data.Split('\n')[0], "eval", "--data", "-");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("subsystem alarm", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_line_is_named_before_any_model_is_loaded()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["data.jsonl"], "{\"text\": \"a\", \"subsystem\": \"alram\"}\n{}\n" + string.Concat(Enumerable.Repeat("x\n", 20)));

        var (code, output, error) = await RouterProgram.RunAsync(input: null, "eval", "--data", directory["data.jsonl"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("data.jsonl, line 1: subsystem: there is no 'alram'; allowed are alarm, ", error, StringComparison.Ordinal);
        Assert.Contains("data.jsonl, line 2: text: is missing", error, StringComparison.Ordinal);
        Assert.EndsWith("and 12 more lines\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_utf8_is_named_with_its_line()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["data.jsonl"], [(byte)'\n', 0xC3, 0x28]);

        var (code, _, error) = await RouterProgram.RunAsync(input: null, "eval", "--data", directory["data.jsonl"]);

        Assert.Equal(2, code);
        Assert.Contains("line 2: is not valid UTF-8", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds no text", "--data", "-")]
    [InlineData("--data FILE is missing")]
    [InlineData("no-such-file.jsonl", "--data", "no-such-file.jsonl")]
    [InlineData("--worst is '-1'", "--data", "-", "--worst", "-1")]
    public async Task A_wrong_command_line_is_told(string expected, params string[] arguments)
    {
        var (code, _, error) = await RouterProgram.RunAsync("", ["eval", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_a_code_of_its_own_and_without_figures()
    {
        using var directory = new TemporaryDirectory();
        using (var mkfifo = Process.Start("mkfifo", [directory["data.jsonl"]])) await mkfifo.WaitForExitAsync();
        await using var program = RouterProgram.Start("eval", "--data", directory["data.jsonl"]);

        // A pipe takes no more than its reader has read, but for its buffer.
        await Task.Run(() => File.WriteAllLines(directory["data.jsonl"], Enumerable.Repeat(Data.Split('\n')[0], 20_000)));
        await program.SignalAsync("INT");

        Assert.Equal((130, "", ""), (await program.ExitAsync(), program.Output, program.Error));
    }

    [Fact]
    public async Task Cutting_is_measured_on_pairs_and_singles()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory["pairs.jsonl"],
            """{"text": "turn off the lights and wake me up at seven", "language": "en", "parts": [{"start": 0, "end": 19, "subsystem": "iot", "intent": null}, {"start": 24, "end": 43, "subsystem": "alarm", "intent": null}]}""");
        await File.WriteAllTextAsync(
            directory["singles.jsonl"], """{"text": "play rock and roll", "language": "en", "parts": [], "subsystem": "music"}""");

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "eval", "cutting", "--json", "--pairs", directory["pairs.jsonl"], "--singles", directory["singles.jsonl"]);
        using var scores = JsonDocument.Parse(output);
        var halves = scores.RootElement.EnumerateArray().Where(score => score.GetProperty("name").GetString() is "test" or "development").ToArray();

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(1, halves.Sum(score => score.GetProperty("pairs").GetInt32()));
        Assert.Equal(1, halves.Sum(score => score.GetProperty("singles").GetInt32()));
        Assert.Equal(1, halves.Sum(score => score.GetProperty("cutRight").GetInt32()));
    }

    [Fact]
    public async Task A_wrong_file_of_pairs_is_named_with_its_line()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["pairs.jsonl"], """{"text": "ab", "language": "en", "parts": [{"start": 0, "end": 3, "subsystem": null, "intent": null}]}""");

        var (code, output, error) = await RouterProgram.RunAsync(input: null, "eval", "cutting", "--pairs", directory["pairs.jsonl"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("pairs.jsonl, line 1: parts: one; two or more, or none, are allowed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_are_fitted_to_pairs_singles_and_labelled_texts()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["whole.jsonl"], """{"text": "tweet starbucks and say that the service is awful", "subsystem": "social"}""");

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "eval", "cutting", "--fit", directory["1.4.0"], "--labelled", directory["whole.jsonl"]);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Fitted to ", output, StringComparison.Ordinal);
        var package = ModelPackage.Open(directory["1.4.0"], PackageKind.Cutter);
        Assert.Equal(("cutter", "1.4.0"), (package.Manifest.Name, package.Manifest.Version));
        Assert.Equal("pairs.jsonl, singles.jsonl, whole.jsonl", package.Manifest.Training.Data);
        Assert.InRange(package.Manifest.Metrics["log_loss"], 0.01, 0.6);
        Assert.Equal(16, ModelVerifier.VerifyCutter(package).Cases);
    }

    [Fact]
    public async Task Texts_that_are_too_long_when_joined_are_not_joined()
    {
        using var directory = new TemporaryDirectory();
        // router.limits.max-text-length is 512, and the place where the two are joined stands within the tokens that are read.
        var half = $"play{new string(' ', 300)}jazz";
        await File.WriteAllLinesAsync(
            directory["long.jsonl"],
            [
                $$"""{"text": "{{half}}", "subsystem": "play", "intent": "play_music", "language": "en"}""",
                $$"""{"text": "{{half}}", "subsystem": "music", "intent": "music_query", "language": "en"}""",
            ]);

        var (code, _, error) = await RouterProgram.RunAsync(input: null, "eval", "cutting", "--fit", directory["1.4.0"], "--labelled", directory["long.jsonl"]);

        Assert.Equal((0, ""), (code, error));
    }

    [Theory]
    [InlineData("weights.json", "its last part must be the version")]
    [InlineData("1.4", "its last part must be the version")]
    [InlineData("1.4.0.0", "its last part must be the version")]
    [InlineData("1.3.0", "is there already; a version of a package never changes")]
    public async Task A_package_goes_to_a_new_directory_named_after_its_version(string place, string expected)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["1.3.0"]);

        var (code, output, error) = await RouterProgram.RunAsync(input: null, "eval", "cutting", "--fit", directory[place]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"--fit: '{directory[place]}' ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labelled_texts_are_only_fitted_to()
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "eval", "cutting", "--labelled", "samples/labelled.jsonl");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--labelled goes with --fit", error, StringComparison.Ordinal);
    }
}
