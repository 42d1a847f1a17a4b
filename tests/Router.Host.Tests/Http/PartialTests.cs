using System.Text.Json;
using Actors.Subsystems;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Node;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>A subsystem that is down or slow costs its own verdict and nothing else.</summary>
[Collection(RouterCollection.Name)]
public sealed class PartialTests
{
    [Fact]
    public async Task The_others_decide_when_a_subsystem_fails()
    {
        var isDown = false;
        await using var server = await Server.StartAsync((name, judge) => name != "weather" ? judge : batch => isDown ? throw new TimeoutException("down") : judge(batch));
        isDown = true;

        foreach (var _ in new[] { 1, 2 })
        {
            using var response = await server.Client.PostJsonAsync("""{"text": "wake me up at six tomorrow"}""");
            var decision = await HttpCalls.ReadJsonAsync(response);

            Assert.Equal("alarm", decision.GetProperty("subsystem").GetString());
            AssertPartial(decision);
        }
    }

    [Fact]
    public async Task The_others_decide_at_the_deadline_when_a_subsystem_is_slow()
    {
        using var release = new ManualResetEventSlim();
        var isWarm = false;
        await using var server = await Server.StartAsync((name, judge) => name != "weather" ? judge : batch =>
        {
            if (Volatile.Read(ref isWarm)) release.Wait();
            return judge(batch);
        });
        Volatile.Write(ref isWarm, true);

        using var response = await server.Client.PostJsonAsync("""{"text": "wake me up at six tomorrow", "timeoutMs": 2000}""");
        var decision = await HttpCalls.ReadJsonAsync(response);
        release.Set();

        Assert.Equal("alarm", decision.GetProperty("subsystem").GetString());
        AssertPartial(decision);
    }

    [Fact]
    public async Task Nobody_decides_when_every_subsystem_fails()
    {
        var isDown = false;
        await using var server = await Server.StartAsync((_, judge) => batch => isDown ? throw new TimeoutException("down") : judge(batch));
        isDown = true;

        using var response = await server.Client.PostJsonAsync("""{"text": "wake me up at six tomorrow"}""");

        await HttpCalls.ExpectProblemAsync(response, 503, "UNAVAILABLE", field: null);
    }

    private static void AssertPartial(JsonElement decision)
    {
        Assert.True(decision.GetProperty("partial").GetBoolean());
        Assert.Equal(["weather"], decision.GetProperty("missing").EnumerateArray().Select(name => name.GetString()));
    }

    /// <summary>A server with two subsystems, whose heads the test may stand in for.</summary>
    private sealed class Server(TestInstallation installation, RouterNode node, HttpFrontEnd http) : IAsyncDisposable
    {
        public HttpClient Client { get; } = new() { BaseAddress = http.Address };

        public static async Task<Server> StartAsync(Func<string, JudgeBatch, JudgeBatch> around)
        {
            var installation = new TestInstallation("alarm", "weather");
            var configuration = installation.Configuration("router.backbone-defaults.gate=off");
            var gate = new NodeGate("test");
            var http = await HttpFrontEnd.StartAsync(
                configuration.Settings.Http, gate, OpenDoors.Services(), CancellationToken.None);
            var node = await RouterNode.StartAsync(
                configuration, around, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
            gate.Open(node);
            return new Server(installation, node, http);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await node.DisposeAsync();
            await http.DisposeAsync();
            installation.Dispose();
        }
    }
}
