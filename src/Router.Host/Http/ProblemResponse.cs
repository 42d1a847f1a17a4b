using System.Buffers.Text;
using System.Text;
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
        var response = context.Response;
        response.ContentType = Problem.MediaType;
        if (error.RetryAfterMs is { } wait)
        {
            // The header counts whole seconds.
            response.Headers.RetryAfter = Math.Max(1, (wait + 999) / 1000).ToString();
            if (ReferenceEquals(error.Detail, RouteError.FullDetail))
            {
                await FullAnswer.WriteAsync(response, wait, context.TraceIdentifier);
                return;
            }
        }
        var problem = Problem.From(error, context.TraceIdentifier, status);
        response.StatusCode = problem.Status;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Problem);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The problem of a full node, which writes it when it has the least time to: all but the two members that differ is ready.</summary>
    private static class FullAnswer
    {
        private const long Wait = 1234567890123456789;
        private const string Trace = "TRACE";

        private static readonly Problem Sample = Problem.From(new RouteError(ErrorCodes.ResourceExhausted, RouteError.FullDetail, RetryAfterMs: Wait), Trace);
        private static readonly byte[][] Parts =
            [.. JsonSerializer.Serialize(Sample, WireJson.Problem).Split([$"{Wait}", Trace], StringSplitOptions.None).Select(Encoding.ASCII.GetBytes)];

        public static async ValueTask WriteAsync(HttpResponse response, long wait, string trace)
        {
            response.StatusCode = Sample.Status;
            var digits = DigitsOf(wait);
            var length = Parts[0].Length + digits + Parts[1].Length + trace.Length + Parts[2].Length;
            response.ContentLength = length;
            await response.StartAsync();
            Fill(response.BodyWriter.GetSpan(length), wait, digits, trace);
            response.BodyWriter.Advance(length);
        }

        private static void Fill(Span<byte> body, long wait, int digits, string trace)
        {
            Parts[0].CopyTo(body);
            body = body[Parts[0].Length..];
            Utf8Formatter.TryFormat(wait, body, out _);
            body = body[digits..];
            Parts[1].CopyTo(body);
            body = body[Parts[1].Length..];
            Encoding.ASCII.GetBytes(trace, body);
            Parts[2].CopyTo(body[trace.Length..]);
        }

        private static int DigitsOf(long number)
        {
            var digits = 1;
            while ((number /= 10) > 0) digits++;
            return digits;
        }
    }
}
