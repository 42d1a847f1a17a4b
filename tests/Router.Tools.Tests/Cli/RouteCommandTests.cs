using System.Text.Json;
using Router.Host;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router route</c>, run as a process with the shipped models.</summary>
public sealed class RouteCommandTests
{
    [Fact]
    public async Task A_text_is_routed_without_a_server_and_printed_as_a_table()
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "route", "wake me up at quarter past six tomorrow");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("alarm_set", output, StringComparison.Ordinal);
        Assert.Contains("routed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_routed_to_one_line_of_json_on_request()
    {
        var (code, output, _) = await RouterProgram.RunAsync(input: null, "route", "--json", "明天早上八点叫我起床");

        using var decision = JsonDocument.Parse(Assert.Single(output.TrimEnd('\n').Split('\n')));
        Assert.Equal(0, code);
        Assert.Equal("alarm", decision.RootElement.GetProperty("subsystem").GetString());
        Assert.Contains("明天早上八点叫我起床", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_actor_system_logs_does_not_get_among_the_results()
    {
        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "route", "--json", "--verbose", "--set", "akka.loglevel=DEBUG", "--set", "akka.log-config-on-start=on", "wake me at six");

        Assert.Equal(0, code);
        Assert.Contains("Akka.Actor", error, StringComparison.Ordinal);
        using var decision = JsonDocument.Parse(Assert.Single(output.TrimEnd('\n').Split('\n')));
        Assert.Equal("alarm", decision.RootElement.GetProperty("subsystem").GetString());
    }

    [Fact]
    public async Task Times_are_those_of_the_time_zone_asked_for()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["input.txt"], "wake me up at quarter past six tomorrow");

        var (code, output, _) = await RouterProgram.RunAsync(
            input: null, "route", "--input", directory["input.txt"], "--time-zone", "Pacific/Kiritimati");

        Assert.Equal(0, code);
        Assert.Contains("T06:15:00+14:00", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_n_of_the_output_answers_line_n_of_the_input()
    {
        using var directory = new TemporaryDirectory();
        var texts = Enumerable.Range(0, 200).Select(i => i % 20 == 7 ? "" : $"wake me up at {i} minutes past six").ToArray();
        await File.WriteAllTextAsync(directory["input.txt"], string.Join('\n', texts));

        var (code, output, _) = await RouterProgram.RunAsync(
            input: null, "route", "--input", directory["input.txt"], "--output", directory["output.jsonl"], "--concurrency", "64");
        var answers = await File.ReadAllLinesAsync(directory["output.jsonl"]);

        Assert.Equal((6, ""), (code, output));
        Assert.Equal(texts.Length, answers.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            using var answer = JsonDocument.Parse(answers[i]);
            if (texts[i].Length > 0) Assert.Equal(texts[i], answer.RootElement.GetProperty("text").GetString());
            else Assert.Equal("INVALID_ARGUMENT", answer.RootElement.GetProperty("error").GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Lines_are_read_from_standard_input_and_written_to_standard_output()
    {
        var (code, output, error) = await RouterProgram.RunAsync("给我讲个笑话\nwill it rain in oslo on friday\n", "route");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["chitchat", "weather"], Answers(output).Select(answer => answer.GetProperty("subsystem").GetString()));
    }

    [Fact]
    public async Task A_file_of_the_byte_order_mark_kind_with_broken_utf8_is_answered_line_by_line()
    {
        using var directory = new TemporaryDirectory();
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "打开窗帘\r\n"u8, 0xC3, 0x28, (byte)'\n', .. "给我讲个笑话"u8];
        await File.WriteAllBytesAsync(directory["input.txt"], bytes);

        var (code, output, _) = await RouterProgram.RunAsync(input: null, "route", "--input", directory["input.txt"]);
        var answers = Answers(output);

        Assert.Equal(6, code);
        Assert.Equal("打开窗帘", answers[0].GetProperty("text").GetString());
        Assert.Contains("UTF-8", answers[1].GetProperty("error").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("给我讲个笑话", answers[2].GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_empty_input_gives_an_empty_output()
    {
        Assert.Equal((0, "", ""), await RouterProgram.RunAsync("", "route", "--input", "-"));
    }

    [Fact]
    public async Task A_text_without_a_decision_is_an_error_with_a_code_of_its_own()
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "route", " ");

        Assert.Equal((6, ""), (code, output));
        Assert.StartsWith("router: text: is only white space", error, StringComparison.Ordinal);
    }

    private static JsonElement[] Answers(string output) =>
        [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
