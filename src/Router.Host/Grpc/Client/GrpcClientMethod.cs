using Google.Protobuf;
using Google.Protobuf.Reflection;
using Router.Host.Grpc.Internal;

namespace Router.Host.Grpc.Client;

/// <summary>A method of a <c>.proto</c> file that can be called. Made once and used for any number of calls.</summary>
/// <typeparam name="TRequest">What it takes.</typeparam>
/// <typeparam name="TResponse">What it gives.</typeparam>
public sealed class GrpcClientMethod<TRequest, TResponse>
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private GrpcClientMethod(MethodDescriptor method) =>
        (Path, Parser) = (method.Path(), (MessageParser<TResponse>)method.OutputType.Parser);

    /// <summary>Its path in HTTP/2, such as <c>/router.v1.Router/Route</c>.</summary>
    public string Path { get; }

    internal MessageParser<TResponse> Parser { get; }

    /// <summary>A method with one request and one response.</summary>
    /// <param name="service">The service, from the generated code of its file.</param>
    /// <param name="name">The method's name without that of its service.</param>
    /// <exception cref="ArgumentException">The service has no such method.</exception>
    public static GrpcClientMethod<TRequest, TResponse> Unary(ServiceDescriptor service, string name) =>
        new(service.Find<TRequest, TResponse>(name, clientStreams: false, serverStreams: false));

    /// <summary>A method with a stream of requests and a stream of responses.</summary>
    /// <inheritdoc cref="Unary"/>
    public static GrpcClientMethod<TRequest, TResponse> Duplex(ServiceDescriptor service, string name) =>
        new(service.Find<TRequest, TResponse>(name, clientStreams: true, serverStreams: true));
}
