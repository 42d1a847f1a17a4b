using Google.Protobuf;
using Google.Protobuf.Reflection;
using Router.Host.Grpc.Protocol;

namespace Router.Host.Grpc.Services;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>: tells tools such as grpcurl which services there are.</summary>
public sealed class ReflectionService
{
    private readonly List<string> _services;
    private readonly DescriptorIndex _index;

    /// <param name="services">The services to tell of, beside itself.</param>
    public ReflectionService(IEnumerable<ServiceDescriptor> services)
    {
        var own = ReflectionReflection.Descriptor.Services[0];
        var all = services.Append(own).ToList();
        _services = [.. all.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        _index = new DescriptorIndex(all.Select(service => service.File));
        Service = new GrpcService(own).Duplex<ServerReflectionRequest, ServerReflectionResponse>("ServerReflectionInfo", AnswerAllAsync);
    }

    /// <summary>What a server serves.</summary>
    public GrpcService Service { get; }

    private async Task<GrpcStatus> AnswerAllAsync(
        IAsyncEnumerable<ServerReflectionRequest> requests, GrpcResponseWriter<ServerReflectionResponse> responses, GrpcCallContext context)
    {
        await foreach (var request in requests) await responses.WriteAsync(Answer(request));
        return GrpcStatus.Ok;
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.Add(_services.Select(name => new ServiceResponse { Name = name }));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                SetFile(response, _index.ByName(request.FileByFilename), $"file {request.FileByFilename}");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                SetFile(response, _index.BySymbol(request.FileContainingSymbol), $"symbol {request.FileContainingSymbol}");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                SetExtensions(response, request.AllExtensionNumbersOfType);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                // The files are proto3, which has no extensions.
                var extension = request.FileContainingExtension;
                SetFile(response, file: null, $"extension {extension.ExtensionNumber} of {extension.ContainingType}");
                break;
            default:
                SetError(response, GrpcStatusCode.InvalidArgument, "message_request: one of its fields must be set");
                break;
        }
        return response;
    }

    private static void SetFile(ServerReflectionResponse response, FileDescriptor? file, string wanted)
    {
        if (file is null) SetError(response, GrpcStatusCode.NotFound, $"there is no {wanted}");
        else response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { WithDependencies(file) } };
    }

    private void SetExtensions(ServerReflectionResponse response, string type)
    {
        if (_index.BySymbol(type) is null) SetError(response, GrpcStatusCode.NotFound, $"there is no symbol {type}");
        else response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
    }

    private static void SetError(ServerReflectionResponse response, GrpcStatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };

    private static IEnumerable<ByteString> WithDependencies(FileDescriptor file) =>
        DescriptorIndex.Closure([file]).Select(each => each.SerializedData);
}
