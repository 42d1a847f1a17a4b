using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>Breaks requests off when the time to drain is over, and answers that the node is stopping. WebSockets say so themselves.</summary>
/// <param name="next">Answers requests.</param>
/// <param name="stopped">Cancelled when the time to drain is over.</param>
internal sealed class StoppingMiddleware(RequestDelegate next, CancellationToken stopped)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await next(context);
            return;
        }
        var aborted = context.RequestAborted;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopped);
        context.RequestAborted = ending.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            context.RequestAborted = aborted;
            // Half an answer must not look like a whole one.
            if (context.Response.HasStarted) context.Abort();
            else await ProblemResponse.WriteAsync(context, RouteError.Stopping);
        }
    }
}
