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
        using var path = await client.GetAsync("/%1b%5b2Jzanzibar");
        await server.SignalAsync("TERM");
        await server.ExitAsync();

        Assert.NotEqual("", server.Error);
        Assert.DoesNotContain("zanzibar", server.Error + server.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u001b', server.Error);
    }

    [Theory]
    [InlineData("information")]
    [InlineData("none")]
    public async Task The_log_is_json_and_tells_of_each_request_where_that_is_asked_for_and_still_no_text(string level)
    {
        await using var server = RouterProgram.Start(
            "serve", "--port", "0", "--grpc-port", "0", "--set", "router.log.format=json", "--set", "router.log.access=on", "--set", $"router.log.level={level}");
        using var client = new HttpClient { BaseAddress = new Uri(await server.Serving) };
        client.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        await client.RouteAsync("zanzibar secrets");
        using var query = await client.GetAsync("/zanzibar?text=zanzibar");
        await server.SignalAsync("TERM");
        await server.ExitAsync();
        var events = server.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.DoesNotContain("zanzibar", server.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(level != "none", events.Any(line => line.GetProperty("Category").GetString()!.StartsWith("Router.Host", StringComparison.Ordinal)));
        var told = events.Where(line => line.GetProperty("Category").GetString() == "Router.Access").Select(line => line.GetProperty("State")).ToArray();
        Assert.Equal(["200 /v1/route", "404 -"], told.Select(state => $"{state.GetProperty("Status").GetInt32()} {state.GetProperty("Route").GetString()}"));
        Assert.All(told, state => Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", state.GetProperty("Trace").GetString()));
    }

    [Fact]
    public async Task A_line_about_a_request_names_it_and_requests_are_told_only_where_that_is_asked_for()
    {
        const string Told = "=> TraceId:4bf92f3577b34da6a3ce929d0e0e4736";
        var logs = new List<string>();
        foreach (var access in new[] { "off", "on" })
        {
            await using var server = RouterProgram.Start("serve", "--port", "0", "--grpc-port", "0", "--set", $"router.log.access={access}");
            using var client = new HttpClient { BaseAddress = new Uri(await server.Serving) };
            client.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            await client.RouteAsync("wake me up");
            await server.SignalAsync("TERM");
            await server.ExitAsync();
            logs.Add(server.Error);
        }

        Assert.DoesNotContain(Told, logs[0], StringComparison.Ordinal);
        Assert.Contains(Told, Assert.Single(logs[1].Split('\n'), line => line.Contains("route=/v1/route status=200", StringComparison.Ordinal)), StringComparison.Ordinal);
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
