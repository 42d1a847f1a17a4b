using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Router.Host.Grpc.Internal;

/// <summary>Finds the methods of a service for those that handle or call them.</summary>
internal static class ServiceMethods
{
    /// <summary>Finds a method by its name without that of its service.</summary>
    /// <exception cref="ArgumentException">
    /// The service has no such method, or the method takes or gives something else, or streams in other directions.
    /// </exception>
    public static MethodDescriptor Find<TRequest, TResponse>(
        this ServiceDescriptor service, string name, bool clientStreams, bool serverStreams)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var method = service.FindMethodByName(name) ?? throw new ArgumentException($"{service.FullName} has no method {name}", nameof(name));
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
        {
            throw new ArgumentException(
                $"{method.FullName} takes {method.InputType.FullName} and gives {method.OutputType.FullName}", nameof(name));
        }
        if (method.IsClientStreaming != clientStreams || method.IsServerStreaming != serverStreams)
            throw new ArgumentException($"{method.FullName} streams in other directions than asked for", nameof(name));
        return method;
    }

    /// <summary>A method's path in HTTP/2: <c>/package.Service/Method</c>.</summary>
    public static string Path(this MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";
}
