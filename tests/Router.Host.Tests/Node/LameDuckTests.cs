using System.Net;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Grpc.Protocol;

namespace Router.Host.Tests.Node;

[Collection(RouterCollection.Name)]
public sealed class LameDuckTests
{
    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_that_is_told_to_stop_serves_on_while_load_balancers_learn_of_it()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var server = await RouterServer.StartAsync(
            Installation.Configuration("router.shutdown { lame-duck = 30s, drain-timeout = 1s }"), NullLoggerFactory.Instance, time, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress!);
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        var stopping = server.DisposeAsync().AsTask();
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        using var ready = await client.GetAsync("/readyz");
        time.Advance(TimeSpan.FromMilliseconds(29_999));
        var decision = await client.RouteAsync("wake me up at six");
        var isRunning = !stopping.IsCompleted;
        time.Advance(TimeSpan.FromMilliseconds(1));
        await stopping.WaitAsync(Patience);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (ready.StatusCode, isRunning));
        Assert.Equal("alarm", decision.GetProperty("subsystem").GetString());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/readyz"));
    }
}
