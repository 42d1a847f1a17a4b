using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>Writes problems.</summary>
internal static class ProblemResponse
{
    /// <summary>Answers with an error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The error.</param>
    /// <param name="status">The HTTP status where that of the error's code is not exact enough.</param>
    public static async Task WriteAsync(HttpContext context, RouteError error, int? status = null)
    {
        var problem = Problem.From(error, context.TraceIdentifier, status);
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = Problem.MediaType;
        if (problem.RetryAfterMs is { } wait)
        {
            // The header counts whole seconds.
            response.Headers.RetryAfter = Math.Max(1, (wait + 999) / 1000).ToString();
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Problem);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
