using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Security;
using Router.Sessions;

namespace Router.Host.Http;

/// <summary><c>GET /v1/stream</c>: a session over a WebSocket, its events and updates as JSON.</summary>
internal sealed class StreamEndpoint(NodeGate gate, HttpOptions options, Intake intake, ILogger logger, CancellationToken stopped)
{
    /// <summary>16 bytes in base64 (RFC 6455, section 4.1). The library takes a longer key, with spaces in it, and fails when it answers.</summary>
    private const int KeyLength = 24;

    /// <param name="routes">Where it is listed.</param>
    /// <param name="gate">Knows the node.</param>
    /// <param name="options">Names the pages that may connect.</param>
    /// <param name="intake">How messages come in.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="stopped">Cancelled when the time to drain is over.</param>
    public static void Map(IEndpointRouteBuilder routes, NodeGate gate, HttpOptions options, Intake intake, ILogger logger, CancellationToken stopped) =>
        routes.MapGet("/v1/stream", (Delegate)new StreamEndpoint(gate, options, intake, logger, stopped).HandleAsync)
            .WithMetadata(new Right(Scopes.Stream))
            .WithTags("routing")
            .WithSummary("Opens a session over a WebSocket.")
            .WithDescription("Events and updates are JSON messages; docs/sessions.md lists them.")
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .Produces<Problem>(StatusCodes.Status401Unauthorized, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status403Forbidden, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status426UpgradeRequired, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType);

    private async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        if (context.Request.Headers.SecWebSocketKey.ToString().Length != KeyLength)
            throw new InvalidRequestException("Sec-WebSocket-Key", $"is not {KeyLength} characters of base64");
        if (Origins.Refuse(context.Request, options.AllowedOrigins) is { } refused)
        {
            await ProblemResponse.WriteAsync(context, refused);
            return;
        }
        if (gate.Node is not { } node)
        {
            await ProblemResponse.WriteAsync(context, RouteError.Starting);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var messages = new IncomingMessages(socket, (int)node.Sessions.Settings.MaxMessageBytes, intake);
        var session = new WebSocketSession(socket, messages);
        try
        {
            await ServeAsync(node.Sessions, session, context);
        }
        finally
        {
            LastWords.Begin(context, intake.Time);
        }
        context.Features.Set(session.End);
    }

    private async Task ServeAsync(SessionHost sessions, WebSocketSession socket, HttpContext context)
    {
        RouteError? error = null;
        var caller = Caller.Of(context);
        // Only the session ends when the node stops: its client is still told why.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopped);
        try
        {
            await sessions.RunAsync(caller.Asker, caller.Admit(socket.ReadAsync(context.RequestAborted)), caller.TryTake,
                (update, cancellationToken) => socket.WriteAsync(caller.Show(update), cancellationToken), ending.Token);
        }
        catch (SessionEndedException ended)
        {
            error = ended.Error;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            error = RouteError.Stopping;
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException)
        {
            // The client is gone.
            return;
        }
        catch (Exception failure)
        {
            LogMessages.RequestFailed(logger, "GET /v1/stream", failure);
            error = RouteError.Internal;
        }
        await socket.CloseAsync(error, context.RequestAborted);
    }
}
