using System.Net;
using Router.Host.Security;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router keys</c>, and <c>router serve</c> with what it made.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task A_key_that_was_made_opens_a_server_and_stays_out_of_its_log()
    {
        using var directory = new TemporaryDirectory();
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "keys", "create", "kitchen", "--scopes", "route,stream", "--tenant", "home");
        var lines = output.Split('\n');
        var (key, line) = (lines[0]["key:  ".Length..], lines[1]["line: ".Length..]);
        await File.WriteAllTextAsync(directory["keys"], line + "\n");
        await using var server = RouterProgram.Start(
            "serve", "--port", "0", "--grpc-port", "0", "--verbose", "--set", $"router.security.api-keys-file=\"{directory["keys"]}\"");
        using var client = new HttpClient { BaseAddress = new Uri(await server.Serving) };

        using var without = await client.PostJsonAsync("""{"text": "wake me up"}""");
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var with = await client.PostJsonAsync("""{"text": "wake me up"}""");
        await File.WriteAllTextAsync(directory["texts"], "wake me up at six\n");
        await using var stranger = RouterProgram.Start("play", directory["texts"], "--url", await server.Serving);
        await using var player = RouterProgram.StartWith([$"ROUTER_API_KEY={key}"], "play", directory["texts"], "--url", await server.Serving);
        var played = (await stranger.ExitAsync(), await player.ExitAsync());
        await server.SignalAsync("TERM");
        await server.ExitAsync();

        Assert.Equal((6, 0), played);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("kitchen", ApiKeys.Parse(line).Find(key)?.Name);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
        Assert.NotEqual("", server.Error);
        Assert.DoesNotContain(key, server.Error + server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kitchen", "route", "the name is not")]
    [InlineData("kitchen", "route,everything", "a scope is not one of")]
    [InlineData("kitchen", "route, stream", "a scope is not one of")]
    [InlineData("kitchen", "route stream", "a scope is not one of")]
    [InlineData("kitchen\nguest", "route", "the name is not")]
    public async Task What_a_file_may_not_hold_is_not_made(string name, string scopes, string problem)
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "keys", "create", name, "--scopes", scopes);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"router: {problem}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_anybody_could_use_starts_only_when_that_is_said()
    {
        string[] serve = ["serve", "--port", "0", "--grpc-port", "0", "--set", "router.http.host=\"0.0.0.0\""];
        var (code, output, error) = await RouterProgram.RunAsync(input: null, serve);
        await using var server = RouterProgram.Start([.. serve, "--insecure"]);
        var address = await server.Serving;

        Assert.Equal((3, ""), (code, output));
        Assert.Contains("router.http.host: 0.0.0.0 can be reached from other machines", error, StringComparison.Ordinal);
        Assert.StartsWith("http://", address, StringComparison.Ordinal);
    }
}
