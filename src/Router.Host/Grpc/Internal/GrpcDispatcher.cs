using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Router.Host.Grpc.Internal;

/// <summary>Finds the method of a request, runs it and ends the call.</summary>
internal sealed class GrpcDispatcher(
    IEnumerable<GrpcService> services, GrpcSettings settings, TimeProvider time, ServerLife life, ILogger logger)
{
    private readonly FrozenDictionary<string, GrpcMethod> _methods = services
        .SelectMany(service => service.Methods).ToFrozenDictionary(method => method.Path, StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!IsGrpc(http)) return;
        http.Response.ContentType = GrpcHeaders.ContentType;
        http.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.Accepted;
        if (Refusal(http, out var method, out var timeout, out var encoding) is { } refusal)
        {
            StatusHeaders.Write(http.Response.Headers, refusal);
            return;
        }
        using var call = new GrpcCall(http, method!, settings, time, life, timeout, encoding);
        await call.EndAsync(await call.SuperviseAsync(RunAsync(call, method!)));
    }

    /// <summary>Answers what is not gRPC in terms of HTTP.</summary>
    private static bool IsGrpc(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return false;
        }
        if (GrpcHeaders.IsGrpc(http.Request.ContentType)) return true;
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return false;
    }

    /// <summary>Why a call cannot begin; null when it can.</summary>
    private GrpcStatus? Refusal(HttpContext http, out GrpcMethod? method, out TimeSpan? timeout, out CallEncoding encoding)
    {
        (timeout, encoding) = (null, default);
        var headers = http.Request.Headers;
        if (!_methods.TryGetValue(http.Request.Path.Value ?? "", out method))
            return new GrpcStatus(GrpcStatusCode.Unimplemented, $"there is no method {http.Request.Path.Value}");
        if (!GrpcTimeout.TryParse(headers[GrpcHeaders.Timeout].ToString(), out timeout))
        {
            return new GrpcStatus(
                GrpcStatusCode.Internal,
                $"grpc-timeout is '{headers[GrpcHeaders.Timeout]}'; 1 to 8 digits and one of H, M, S, m, u and n are allowed");
        }
        if (!CallEncoding.TryRead(headers, out encoding))
        {
            return new GrpcStatus(
                GrpcStatusCode.Unimplemented, $"grpc-encoding is '{headers[GrpcHeaders.Encoding]}'; identity and gzip are allowed");
        }
        if (timeout == TimeSpan.Zero) return new GrpcStatus(GrpcStatusCode.DeadlineExceeded, "the deadline had passed when the call began");
        return null;
    }

    /// <summary>Runs a call's handler; whatever it throws becomes a status.</summary>
    private async Task<GrpcStatus> RunAsync(GrpcCall call, GrpcMethod method)
    {
        try
        {
            var status = await method.Run(call);
            return call.Interrupted ?? status;
        }
        catch (GrpcException ended)
        {
            return call.Interrupted ?? ended.Status;
        }
        catch (OperationCanceledException) when (call.Context.CancellationToken.IsCancellationRequested)
        {
            return call.Interrupted ?? new GrpcStatus(GrpcStatusCode.Cancelled, "the call was cancelled");
        }
        catch (Exception failure)
        {
            if (call.Context.CancellationToken.IsCancellationRequested) return call.Interrupted ?? new GrpcStatus(GrpcStatusCode.Cancelled);
            LogMessages.GrpcCallFailed(logger, method.Path, failure);
            return new GrpcStatus(GrpcStatusCode.Unknown, "the server failed on this call; its log says why");
        }
    }
}
