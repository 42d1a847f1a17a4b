using System.Net;
using System.Text.Json;
using Router.Host;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router serve</c> and <c>router play</c>, run as processes.</summary>
public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_server_that_is_told_to_stop_ends_with_0(string signal)
    {
        await using var server = RouterProgram.Start("serve", "--port", "0", "--grpc-port", "0");
        using var client = new HttpClient { BaseAddress = new Uri(await server.Serving) };
        var decision = await client.RouteAsync("wake me up at six tomorrow");

        await server.SignalAsync(signal);

        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal("alarm", decision.GetProperty("subsystem").GetString());
    }

    [Fact]
    public async Task No_text_of_a_query_is_in_the_log()
    {
        await using var server = RouterProgram.Start("serve", "--port", "0", "--grpc-port", "0", "--verbose");
        using var client = new HttpClient { BaseAddress = new Uri(await server.Serving) };

        await client.RouteAsync("zanzibar secrets");
        using var bad = await client.PostJsonAsync("""{"text": "zanzibar secrets", "timeoutMs": 1}""");
        await server.SignalAsync("TERM");
        await server.ExitAsync();

        Assert.NotEqual("", server.Error);
        Assert.DoesNotContain("zanzibar", server.Error + server.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_file_is_played_to_a_server_and_its_decisions_are_printed()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["texts.txt"], "# samples\nwake me up at six tomorrow\n\n给我讲个笑话\n");
        await using var server = RouterProgram.Start("serve", "--port", "0", "--grpc-port", "0");

        var (code, output, error) = await RouterProgram.RunAsync(input: null, "play", directory["texts.txt"], "--url", await server.Serving);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("alarm_set", output, StringComparison.Ordinal);
        Assert.Contains("给我讲个笑话", output, StringComparison.Ordinal);
        Assert.DoesNotContain("samples", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_verified_as_json()
    {
        foreach (var command in new[] { "list", "verify" })
        {
            var (code, output, error) = await RouterProgram.RunAsync(input: null, "models", command, "--json");

            var packages = JsonDocument.Parse(output).RootElement.EnumerateArray().ToArray();
            Assert.Equal((0, ""), (code, error));
            Assert.Equal(40, packages.Length);
            Assert.Contains(packages, package => package.GetProperty("kind").GetString() == "cutter");
            Assert.All(packages, package => Assert.Equal(JsonValueKind.Null, package.GetProperty("problem").ValueKind));
            var expected = command == "verify" ? JsonValueKind.Number : JsonValueKind.Null;
            Assert.All(packages, package => Assert.Equal(expected, package.GetProperty("maxDifference").ValueKind));
        }
    }
}
