using Google.Protobuf;
using Google.Protobuf.Reflection;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc;

/// <summary>Answers one request with one response. Throws <see cref="GrpcException"/> to end with another status than OK.</summary>
/// <param name="request">The request.</param>
/// <param name="context">The call.</param>
public delegate Task<TResponse> UnaryHandler<in TRequest, TResponse>(TRequest request, GrpcCallContext context);

/// <summary>Answers one request with any number of responses.</summary>
/// <param name="request">The request.</param>
/// <param name="responses">Where to write them.</param>
/// <param name="context">The call.</param>
/// <returns>How the call ended.</returns>
public delegate Task<GrpcStatus> ServerStreamHandler<in TRequest, TResponse>(
    TRequest request, GrpcResponseWriter<TResponse> responses, GrpcCallContext context)
    where TResponse : class, IMessage<TResponse>;

/// <summary>Takes any number of requests and gives any number of responses, in any order.</summary>
/// <param name="requests">
/// The requests as they come; ends when the client has sent its last. Can be enumerated once. A client is held back while nobody reads.
/// The enumeration throws <see cref="OperationCanceledException"/> when the call is cancelled.
/// </param>
/// <param name="responses">Where to write them; may be used while requests are read, by several threads.</param>
/// <param name="context">The call.</param>
/// <returns>How the call ended. Requests that were not read are dropped.</returns>
public delegate Task<GrpcStatus> DuplexHandler<in TRequest, TResponse>(
    IAsyncEnumerable<TRequest> requests, GrpcResponseWriter<TResponse> responses, GrpcCallContext context)
    where TResponse : class, IMessage<TResponse>;

/// <summary>A service of a <c>.proto</c> file with its handlers. A method without a handler is answered UNIMPLEMENTED.</summary>
/// <param name="descriptor">The service, from the generated code of its file.</param>
public sealed class GrpcService(ServiceDescriptor descriptor)
{
    private readonly Dictionary<string, GrpcMethod> _methods = new(StringComparer.Ordinal);

    /// <summary>The service as its file describes it.</summary>
    public ServiceDescriptor Descriptor { get; } = descriptor;

    internal IReadOnlyCollection<GrpcMethod> Methods => _methods.Values;

    /// <summary>Gives a method with one request and one response its handler.</summary>
    /// <param name="method">The method's name without that of its service.</param>
    /// <param name="handler">Called once for each call.</param>
    /// <exception cref="ArgumentException">The service has no such method, or it takes or gives something else.</exception>
    public GrpcService Unary<TRequest, TResponse>(string method, UnaryHandler<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var parser = Find<TRequest, TResponse>(method, clientStreams: false, serverStreams: false);
        return Add(method, async call =>
        {
            var request = await call.Requests.ReadOnlyOneAsync(parser, call.Context.CancellationToken);
            await call.Responses.WriteLastAsync(await handler(request, call.Context));
            return GrpcStatus.Ok;
        });
    }

    /// <summary>Gives a method with one request and a stream of responses its handler.</summary>
    /// <inheritdoc cref="Unary{TRequest, TResponse}"/>
    public GrpcService ServerStream<TRequest, TResponse>(string method, ServerStreamHandler<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var parser = Find<TRequest, TResponse>(method, clientStreams: false, serverStreams: true);
        return Add(method, async call =>
        {
            var request = await call.Requests.ReadOnlyOneAsync(parser, call.Context.CancellationToken);
            return await handler(request, new GrpcResponseWriter<TResponse>(call.Responses), call.Context);
        });
    }

    /// <summary>Gives a method with a stream of requests and a stream of responses its handler.</summary>
    /// <inheritdoc cref="Unary{TRequest, TResponse}"/>
    public GrpcService Duplex<TRequest, TResponse>(string method, DuplexHandler<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var parser = Find<TRequest, TResponse>(method, clientStreams: true, serverStreams: true);
        return Add(method, call =>
        {
            var requests = call.Requests.ReadAllAsync(parser, call.Context.CancellationToken);
            return handler(requests, new GrpcResponseWriter<TResponse>(call.Responses), call.Context);
        });
    }

    private MessageParser<TRequest> Find<TRequest, TResponse>(string name, bool clientStreams, bool serverStreams)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        (MessageParser<TRequest>)Descriptor.Find<TRequest, TResponse>(name, clientStreams, serverStreams).InputType.Parser;

    private GrpcService Add(string name, Func<GrpcCall, Task<GrpcStatus>> run)
    {
        _methods.Add(name, new GrpcMethod(Descriptor.FindMethodByName(name).Path(), run));
        return this;
    }
}
