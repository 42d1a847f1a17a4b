using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Contracts.Protocol;
using Router.Host.Grpc.Internal;
using Router.Host.Listeners;
using Router.Sessions;
using RouteDecision = Router.Contracts.Protocol.RouteDecision;
using RouteRequest = Router.Contracts.Protocol.RouteRequest;
using SessionEvent = Router.Contracts.SessionEvent;

namespace Router.Host.Grpc.Services;

/// <summary><c>router.v1.Router</c>: passes queries to the node behind its gate.</summary>
internal sealed class RouterService
{
    private readonly NodeGate _gate;
    private readonly ILogger _logger;

    public RouterService(NodeGate gate, ILogger logger)
    {
        (_gate, _logger) = (gate, logger);
        Service = new GrpcService(RouterReflection.Descriptor.Services[0])
            .Unary<RouteRequest, RouteDecision>("Route", RouteAsync)
            .Duplex<Contracts.Protocol.SessionEvent, Contracts.Protocol.SessionUpdate>("Stream", StreamAsync);
    }

    /// <summary>What a server serves.</summary>
    public GrpcService Service { get; }

    private async Task<RouteDecision> RouteAsync(RouteRequest message, GrpcCallContext context)
    {
        if (_gate.Node is not { } node) throw Refuse(RouteError.Starting, context);
        RouteResult result;
        try
        {
            var request = RouteMapping.ToRequest(message, context.TimeLeft, node.Queries.Limits);
            result = await node.Queries.RouteAsync(request, context.CancellationToken);
        }
        catch (InvalidRequestException invalid)
        {
            RouterMetrics.Invalid();
            throw Refuse(RouteError.From(invalid), context);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogMessages.GrpcCallFailed(_logger, context.Method, failure);
            throw Refuse(RouteError.Internal, context);
        }
        return result switch
        {
            Contracts.RouteDecision decision => ProtocolFormat.ToProtocol(decision),
            RouteRefused refused => throw Refuse(RouteError.From(refused), context),
            _ => throw new InvalidOperationException($"A query ended with {result.GetType().Name}."),
        };
    }

    private async Task<GrpcStatus> StreamAsync(
        IAsyncEnumerable<Contracts.Protocol.SessionEvent> requests,
        GrpcResponseWriter<Contracts.Protocol.SessionUpdate> responses,
        GrpcCallContext context)
    {
        if (_gate.Node is not { } node) throw Refuse(RouteError.Starting, context);
        try
        {
            await node.Sessions.RunAsync(
                context.PeerAddress,
                ReadAsync(requests, context.CancellationToken),
                (update, cancellationToken) => responses.WriteAsync(SessionFormat.ToProtocol(update), cancellationToken),
                context.CancellationToken);
            return GrpcStatus.Ok;
        }
        catch (SessionEndedException ended)
        {
            throw Refuse(ended.Error, context);
        }
    }

    private static async IAsyncEnumerable<SessionEvent> ReadAsync(
        IAsyncEnumerable<Contracts.Protocol.SessionEvent> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in requests.WithCancellation(cancellationToken)) yield return SessionFormat.ToEvent(message);
    }

    private static GrpcException Refuse(RouteError error, GrpcCallContext context)
    {
        if (error.RetryAfterMs is { } milliseconds)
            context.ResponseTrailers.Add(GrpcHeaders.RetryPushback, milliseconds.ToString(CultureInfo.InvariantCulture));
        return new GrpcException(RouteMapping.ToStatus(error));
    }
}
