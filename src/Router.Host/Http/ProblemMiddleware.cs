using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>Turns everything that goes wrong with a request into one RFC 9457 problem.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (InvalidRequestException invalid)
        {
            RouterMetrics.Invalid();
            await ProblemResponse.WriteAsync(context, RouteError.From(invalid));
        }
        catch (BodyRefusedException refused)
        {
            // What is left of the body is not waited for.
            context.Response.Headers.Connection = "close";
            await ProblemResponse.WriteAsync(
                context, refused.Error, refused.Error.Code == ErrorCodes.DeadlineExceeded ? StatusCodes.Status408RequestTimeout : null);
        }
        catch (BadHttpRequestException bad)
        {
            await ProblemResponse.WriteAsync(context, new RouteError(ErrorCodes.InvalidArgument, $"body: {Explain(context, bad)}", "body"), bad.StatusCode);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody reads an answer.
            RouterMetrics.ClientGone("http");
            LogMessages.ClientGone(logger, context.TraceIdentifier);
            return;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            LogMessages.RequestFailed(logger, context.TraceIdentifier, failure);
            await ProblemResponse.WriteAsync(context, RouteError.Internal);
        }
        if (context.Response is { HasStarted: false, StatusCode: >= 400 and < 500, ContentLength: null })
            await DescribeStatusAsync(context);
    }

    private static string Explain(HttpContext context, BadHttpRequestException bad) =>
        bad.StatusCode == StatusCodes.Status413PayloadTooLarge && context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } most
            ? $"has more than {most} bytes; no more are allowed (router.limits.max-request-bytes)"
            : bad.Message;

    /// <summary>Routing's own answers (no such path, method or media type) have a status and no body.</summary>
    private static Task DescribeStatusAsync(HttpContext context)
    {
        var (status, method, path) = (context.Response.StatusCode, context.Request.Method, context.Request.Path);
        var error = status switch
        {
            StatusCodes.Status404NotFound => new RouteError(
                ErrorCodes.NotFound, $"there is nothing at {path}; /openapi.json lists what there is"),
            StatusCodes.Status405MethodNotAllowed => new RouteError(
                ErrorCodes.Unimplemented, $"{path} does not take {method}; allowed: {context.Response.Headers.Allow}"),
            StatusCodes.Status415UnsupportedMediaType => new RouteError(
                ErrorCodes.InvalidArgument, "Content-Type: allowed are application/json in UTF-8 and application/x-protobuf", "Content-Type"),
            StatusCodes.Status426UpgradeRequired => new RouteError(
                ErrorCodes.InvalidArgument, $"{path} wants a WebSocket; the request has to ask for the upgrade to one", "Upgrade"),
            _ => new RouteError(ErrorCodes.InvalidArgument, "the request is not valid"),
        };
        return ProblemResponse.WriteAsync(context, error, status);
    }
}
