using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Security;
using Messages = Router.Contracts.Protocol;

namespace Router.Host.Grpc;

/// <summary><c>router.v1.Router</c>: passes queries to the node behind its gate.</summary>
internal sealed class RouterService(NodeGate gate, TimeProvider time, ILogger logger) : Messages.Router.RouterBase
{
    /// <inheritdoc/>
    public override async Task<Messages.RouteDecision> Route(Messages.RouteRequest request, ServerCallContext context)
    {
        try
        {
            var queries = Node.Queries;
            var query = RouteMapping.ToRequest(request, TimeLeft(context), queries.Limits);
            var caller = Caller.Of(context.GetHttpContext());
            if (caller.Refuse(query.Priority) is { } denied) throw RouteMapping.ToException(denied);
            return caller.Show(await queries.RouteAsync(query with { Asker = caller.Asker }, context.CancellationToken)) switch
            {
                RouteDecision decision => ProtocolFormat.ToProtocol(decision),
                RouteRefused refused => throw RouteMapping.ToException(RouteError.From(refused)),
                var other => throw new InvalidOperationException($"A query ended with {other.GetType().Name}."),
            };
        }
        catch (Exception failure) when (failure is not (RpcException or InvalidRequestException or OperationCanceledException))
        {
            LogMessages.GrpcCallFailed(logger, context.Method, failure);
            throw RouteMapping.ToException(RouteError.Internal);
        }
    }

    /// <inheritdoc/>
    public override Task Stream(
        IAsyncStreamReader<Messages.SessionEvent> requestStream,
        IServerStreamWriter<Messages.SessionUpdate> responseStream,
        ServerCallContext context)
    {
        var caller = Caller.Of(context.GetHttpContext());
        return Node.Sessions.RunAsync(
            caller.Asker,
            caller.Admit(ReadAsync(requestStream)),
            caller.TryTake,
            (update, cancellationToken) => responseStream.WriteAsync(SessionFormat.ToProtocol(caller.Show(update)), cancellationToken),
            context.CancellationToken);
    }

    private RouterNode Node => gate.Node ?? throw RouteMapping.ToException(RouteError.Starting);

    /// <summary>How long the client will still wait, not below zero; null when it named no deadline.</summary>
    private TimeSpan? TimeLeft(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue) return null;
        var left = context.Deadline - time.GetUtcNow().UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static async IAsyncEnumerable<SessionEvent> ReadAsync(
        IAsyncStreamReader<Messages.SessionEvent> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await requests.MoveNext(cancellationToken)) yield return SessionFormat.ToEvent(requests.Current);
    }
}
