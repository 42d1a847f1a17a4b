using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts.Protocol;
using Router.Host.Grpc;
using Router.Host.Grpc.Protocol;
using ServingStatus = Router.Host.Grpc.Protocol.HealthCheckResponse.Types.ServingStatus;

namespace Router.Host.Tests.Grpc;

/// <summary>The front end of a node that is not serving.</summary>
public sealed class GrpcGateTests : IAsyncLifetime
{
    private readonly NodeGate _gate = new("node-1");
    private GrpcFrontEnd? _frontEnd;
    private GrpcChannel? _channel;

    private Contracts.Protocol.Router.RouterClient Router => new(_channel);

    private Health.HealthClient Health => new(_channel);

    public async Task InitializeAsync()
    {
        _frontEnd = await GrpcFrontEnd.StartAsync(
            GrpcFrontEndTests.Settings, _gate, OpenDoors.Services(), CancellationToken.None);
        _channel = GrpcChannel.ForAddress(_frontEnd.Address);
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        await _frontEnd!.DisposeAsync();
    }

    [Fact]
    public async Task A_starting_node_refuses_texts_and_sessions_with_a_hint()
    {
        using var session = Router.Stream();

        var text = await Assert.ThrowsAsync<RpcException>(async () => await Router.RouteAsync(new RouteRequest { Text = "wake me" }));
        var opening = await Assert.ThrowsAsync<RpcException>(() => session.ResponseStream.MoveNext(CancellationToken.None));

        foreach (var refused in new[] { text, opening })
        {
            Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
            Assert.StartsWith("this node is starting", refused.Status.Detail, StringComparison.Ordinal);
        }
        // The client keeps the protocol's own trailers of a call to itself, but for those of the exception.
        Assert.Equal("1000", text.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Theory]
    [InlineData("starting")]
    [InlineData("draining")]
    [InlineData("stopped")]
    public async Task A_node_that_does_not_serve_says_so(string state)
    {
        if (state == "draining") _gate.Drain();
        if (state == "stopped") _gate.Close();

        foreach (var service in new[] { "", "router.v1.Router" })
        {
            var health = await Health.CheckAsync(new HealthCheckRequest { Service = service });
            Assert.Equal(ServingStatus.NotServing, health.Status);
        }
    }

    [Fact]
    public async Task A_watcher_does_not_hold_up_the_end_of_the_server()
    {
        using var watch = Health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        await _frontEnd!.StopAsync(TimeSpan.FromDays(1));

        var ended = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
    }
}
