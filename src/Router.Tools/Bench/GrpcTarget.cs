using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts;
using Router.Contracts.Protocol;
using Router.Tools.Calls;
using RouteRequest = Router.Contracts.Protocol.RouteRequest;

namespace Router.Tools.Bench;

/// <summary><c>Route</c> of a server over gRPC.</summary>
/// <param name="channel">Closed with the target.</param>
/// <param name="timeout">What each text may take.</param>
internal sealed class GrpcTarget(GrpcChannel channel, TimeSpan timeout) : ILoadTarget
{
    private readonly Contracts.Protocol.Router.RouterClient _router = new(channel);

    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RouteRequest { Text = text, TimeoutMs = (uint)timeout.TotalMilliseconds };
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
            var decision = await _router.RouteAsync(request, deadline: deadline, cancellationToken: cancellationToken);
            return new TargetAnswer(Read(decision.Timings));
        }
        catch (RpcException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new TargetAnswer(
                default, CallStatus.NameOf(failure.StatusCode), CallStatus.DetailOf(failure.Status, channel.Target));
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
