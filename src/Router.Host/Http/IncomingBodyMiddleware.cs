using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>Bounds how long the body of a request may take to arrive, and what it holds until then.</summary>
/// <param name="next">Answers requests.</param>
/// <param name="intake">The bounds.</param>
/// <param name="maxBytes">Largest body, which the server keeps.</param>
internal sealed class IncomingBodyMiddleware(RequestDelegate next, Intake intake, long maxBytes)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var body = new IncomingBody(context.Request.BodyReader, maxBytes, intake.Bytes, intake, error => new BodyRefusedException(error));
        context.Features.Set<IRequestBodyPipeFeature>(body);
        await next(context);
    }
}

/// <summary>A body did not arrive as it may.</summary>
/// <param name="error">What the client is told.</param>
internal sealed class BodyRefusedException(RouteError error) : RouterException(error.Detail)
{
    /// <summary>What the client is told.</summary>
    public RouteError Error { get; } = error;

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
