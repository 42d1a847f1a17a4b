namespace Router.Host.Grpc.Internal;

/// <summary>A method that can be called.</summary>
/// <param name="Path">Its path in HTTP/2: <c>/package.Service/Method</c>.</param>
/// <param name="Run">Reads requests, writes responses, and says how the call ended.</param>
internal sealed record GrpcMethod(string Path, Func<GrpcCall, Task<GrpcStatus>> Run);
