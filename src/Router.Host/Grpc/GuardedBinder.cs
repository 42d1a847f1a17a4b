using Google.Protobuf;
using Grpc.Core;
using Router.Contracts;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary>
/// Binds a service so that bytes which are not its request are answered with INVALID_ARGUMENT, naming the field where it can be told:
/// the client can mend them, as it can any other wrong field.
/// </summary>
internal sealed class GuardedBinder : ServiceBinderBase
{
    private readonly ServerServiceDefinition.Builder _service = ServerServiceDefinition.CreateBuilder();

    /// <summary>Binds a service.</summary>
    /// <param name="bind">The generated <c>BindService</c> with the service's implementation.</param>
    public static ServerServiceDefinition Bind(Action<ServiceBinderBase> bind)
    {
        var binder = new GuardedBinder();
        bind(binder);
        return binder._service.Build();
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        _service.AddMethod(Guard(method), handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        _service.AddMethod(Guard(method), handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        _service.AddMethod(Guard(method), handler!);

    private static Method<TRequest, TResponse> Guard<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var original = method.RequestMarshaller;
        var requests = Marshallers.Create(original.ContextualSerializer, context => Read(original, context));
        return new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, requests, method.ResponseMarshaller);
    }

    private static TRequest Read<TRequest>(Marshaller<TRequest> marshaller, DeserializationContext context)
        where TRequest : class
    {
        try
        {
            return marshaller.ContextualDeserializer(context);
        }
        catch (InvalidProtocolBufferException error)
        {
            var type = ((IMessage)Activator.CreateInstance<TRequest>()).Descriptor;
            // The library refuses broken UTF-8 without saying which field has it.
            var problem = TextFields.FindBroken(type, context.PayloadAsReadOnlySequence()) is { } field
                ? $"{field}: is not valid UTF-8"
                : $"request: is not a {type.FullName} message: {error.Message}";
            throw new RpcException(new Status(StatusCode.InvalidArgument, problem, error));
        }
    }
}
