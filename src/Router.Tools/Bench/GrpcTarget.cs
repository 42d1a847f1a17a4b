using Router.Contracts;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;
using Router.Host.Grpc.Internal;
using RouteRequest = Router.Contracts.Protocol.RouteRequest;

namespace Router.Tools.Bench;

/// <summary><c>Route</c> of a server over gRPC.</summary>
/// <param name="channel">Closed with the target.</param>
/// <param name="timeout">What each text may take.</param>
internal sealed class GrpcTarget(GrpcChannel channel, TimeSpan timeout) : ILoadTarget
{
    private static readonly GrpcClientMethod<RouteRequest, Contracts.Protocol.RouteDecision> Route =
        GrpcClientMethod<RouteRequest, Contracts.Protocol.RouteDecision>.Unary(RouterReflection.Descriptor.Services[0], "Route");

    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RouteRequest { Text = text, TimeoutMs = (uint)timeout.TotalMilliseconds };
            var decision = await channel.UnaryAsync(Route, request, timeout, cancellationToken);
            return new TargetAnswer(Read(decision.Timings));
        }
        catch (GrpcException failure)
        {
            return new TargetAnswer(default, GrpcHeaders.NameOf(failure.Status.Code), failure.Status.Detail);
        }
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Timings of a decision; all zero when it has none.</summary>
    public static DecisionTimings Read(Timings? timings) => timings is null
        ? default
        : new DecisionTimings(timings.QueueMs, timings.EncodeMs, timings.HeadsMs, timings.RankMs, timings.TotalMs);
}
