using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Listeners;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>Tells <see cref="CallMiddleware"/> that a call came as far as its handler, or was refused before: its status is the router's own.</summary>
internal sealed class HandlerBegan
{
    public static readonly HandlerBegan Instance = new();
}

/// <summary>Surrounds every handler: bounds what it sends, and makes a status of whatever it throws.</summary>
/// <param name="maxBytes">Largest message.</param>
/// <param name="intake">How long one may take.</param>
/// <param name="logger">Where failures are told that clients learn nothing of.</param>
internal sealed class CallInterceptor(int maxBytes, Intake intake, ILogger logger) : Interceptor
{
    /// <summary>Clients bound the trailers of a call, some at 8 KiB; a longer text is cut, so that the status arrives. In UTF-16 units.</summary>
    private const int MaxDetail = 2048;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Begin(context);
        try
        {
            var response = await continuation(request, context);
            context.WriteOptions = ResponseSize.Check(response, maxBytes);
            return response;
        }
        catch (Exception failure)
        {
            throw Explain(failure, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Begin(context);
        try
        {
            await continuation(request, Bound(responseStream, context), context);
        }
        catch (Exception failure)
        {
            throw Explain(failure, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Begin(context);
        try
        {
            await continuation(new RequestReader<TRequest>(requestStream, maxBytes), Bound(responseStream, context), context);
        }
        catch (Exception failure)
        {
            throw Explain(failure, context);
        }
    }

    private ResponseWriter<T> Bound<T>(IServerStreamWriter<T> responses, ServerCallContext context) =>
        new(responses, maxBytes, intake, context.GetHttpContext().Features.GetRequiredFeature<IHttpResetFeature>());

    private static void Begin(ServerCallContext context) => context.GetHttpContext().Features.Set(HandlerBegan.Instance);

    private RpcException Explain(Exception failure, ServerCallContext context)
    {
        switch (failure)
        {
            case RpcException status:
                return Readable(status, context);
            case RefusedRequestException refused:
                return new RpcException(refused.Answer.Status, refused.Answer.Trailers);
            case SessionEndedException ended:
                return RouteMapping.ToException(ended.Error);
            case InvalidRequestException invalid:
                RouterMetrics.Invalid();
                return RouteMapping.ToException(RouteError.From(invalid));
            case AggregateException { InnerExceptions: [var only] }:
                return Explain(only, context);
        }
        if (context.CancellationToken.IsCancellationRequested)
        {
            RouterMetrics.ClientGone("grpc");
            LogMessages.ClientGone(logger, context.Method);
            return new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled"));
        }
        LogMessages.GrpcCallFailed(logger, context.Method, failure);
        return new RpcException(new Status(StatusCode.Unknown, "the server failed on this call; its log says why"));
    }

    /// <summary>A status that every client can read; the generated code says nothing of a method without a handler.</summary>
    private static RpcException Readable(RpcException failure, ServerCallContext context)
    {
        var detail = failure.Status.Detail;
        if (failure.StatusCode == StatusCode.Unimplemented && detail.Length == 0) return new RpcException(Refusals.NoMethod(context.Method));
        if (detail.Length <= MaxDetail) return failure;
        var end = char.IsHighSurrogate(detail[MaxDetail - 1]) ? MaxDetail - 1 : MaxDetail;
        return new RpcException(new Status(failure.StatusCode, detail[..end]), failure.Trailers);
    }
}
