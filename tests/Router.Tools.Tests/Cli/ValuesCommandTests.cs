using System.Text.Json;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router values</c>, run as a process.</summary>
public sealed class ValuesCommandTests
{
    private static readonly string[] Clock = ["--now", "2026-11-28T23:26:00+01:00", "--zone", "Europe/Berlin"];

    [Fact]
    public async Task A_text_is_read_with_span_kind_and_value()
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, ["values", .. Clock, "wake me tomorrow at 7:30"]);

        Assert.Equal((0, ""), (code, error));
        var expression = JsonDocument.Parse(output).RootElement.GetProperty("expressions")[0];
        Assert.Equal("dateTime", expression.GetProperty("kind").GetString());
        Assert.Equal("2026-11-29T07:30:00+01:00", expression.GetProperty("value").GetString());
        Assert.Equal((8, 24), (expression.GetProperty("start").GetInt32(), expression.GetProperty("end").GetInt32()));
    }

    [Fact]
    public async Task Each_line_has_its_line()
    {
        var (code, output, _) = await RouterProgram.RunAsync("明天\n\nfrom two to four pm\n", ["values", "--lines", .. Clock]);

        Assert.Equal(0, code);
        var lines = output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("expressions")).ToArray();
        Assert.Equal([1, 0, 1], lines.Select(line => line.GetArrayLength()));
        Assert.Equal("2026-11-29", lines[0][0].GetProperty("value").GetString());
        Assert.Equal("2026-11-29T16:00:00+01:00", lines[2][0].GetProperty("range").GetProperty("to").GetString());
    }

    [Fact]
    public async Task The_rules_of_one_language_read_only_that()
    {
        var (_, output, _) = await RouterProgram.RunAsync(input: null, ["values", "--language", "zh", .. Clock, "tomorrow 明天"]);

        Assert.Equal("明天", Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("expressions").EnumerateArray().ToArray()).GetProperty("text").GetString());
    }
}
