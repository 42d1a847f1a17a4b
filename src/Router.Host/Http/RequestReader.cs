using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Routing;

namespace Router.Host.Http;

/// <summary>Reads the body of <c>POST /v1/route</c> and says which field is wrong when it is.</summary>
internal static class RequestReader
{
    /// <summary>Reads the whole body, which the server's own limit bounds, and parses it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parse">Keeps nothing of the buffer.</param>
    /// <exception cref="InvalidRequestException">The body is not framed as HTTP has it.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, Func<ReadOnlySequence<byte>, T> parse)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader, context);
            var read = result.Buffer.Start;
            try
            {
                if (result.IsCompleted)
                {
                    read = result.Buffer.End;
                    return parse(result.Buffer);
                }
            }
            finally
            {
                reader.AdvanceTo(read, result.Buffer.End);
            }
        }
    }

    /// <summary>
    /// Whether a JSON request may be a list, as far as can be told without reading it: what has no such field is none, unless its name is written in escapes, which
    /// nobody does.
    /// </summary>
    public static bool MayBeList(ReadOnlySequence<byte> body) => new SequenceReader<byte>(body).TryReadTo(out ReadOnlySequence<byte> _, "\"texts\""u8);

    /// <summary>Reads a JSON request.</summary>
    /// <exception cref="InvalidRequestException">It is not one.</exception>
    public static RouteBody ReadJson(ReadOnlySequence<byte> body)
    {
        try
        {
            return WireJson.ReadRequest(body)
                ?? throw new InvalidRequestException("body", "is null; a JSON object with text or texts is needed");
        }
        catch (JsonException error)
        {
            throw Explain(error);
        }
    }

    /// <summary>What all texts of a body share.</summary>
    /// <exception cref="InvalidRequestException">A field is wrong.</exception>
    public static RouteRequest Options(RouteBody body)
    {
        if (body.Language is { } language) LanguageTag.Check(language, "language");
        return new RouteRequest("")
        {
            Priority = body.Priority ?? QueryPriority.Normal,
            Timeout = TimeoutOf(body.TimeoutMs ?? 0),
            TimeZone = body.TimeZone is { } zone ? TimeZones.Find(zone, "timeZone") : null,
            Now = body.Now is { } now ? RequestTime.Parse(now) : null,
        };
    }

    private static TimeSpan? TimeoutOf(int milliseconds) => milliseconds switch
    {
        0 => null,
        > 0 => TimeSpan.FromMilliseconds(milliseconds),
        _ => throw new InvalidRequestException("timeoutMs", $"is {milliseconds}; it may not be below 0"),
    };

    /// <summary>Checks that a body has one text or a list of them.</summary>
    /// <exception cref="InvalidRequestException">It has both, neither or too many.</exception>
    public static void CheckTexts(RouteBody body, int maxTexts)
    {
        if (body.Text is not null && body.Texts is not null)
            throw new InvalidRequestException("texts", "stands beside text; give one of the two");
        if (body.Text is null && body.Texts is null) throw new InvalidRequestException("text", "is missing; give text or texts");
        if (body.Texts is not { } texts) return;
        if (texts.Count == 0) throw new InvalidRequestException("texts", "is empty; at least one text is needed");
        if (texts.Count > maxTexts)
        {
            throw new InvalidRequestException(
                "texts", $"has {texts.Count} texts; at most {maxTexts} are allowed (router.limits.max-texts-per-request)");
        }
    }

    /// <summary>The server says of most broken framing what is wrong; of a chunk's size that is no number it has room for only that it failed.</summary>
    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, HttpContext context)
    {
        try
        {
            return await reader.ReadAsync(context.RequestAborted);
        }
        catch (IOException broken) when (broken is not (BadHttpRequestException or ConnectionResetException))
        {
            context.Response.Headers.Connection = "close";
            throw new InvalidRequestException("body", "is not framed as HTTP/1.1 has it, in chunks with their sizes or of one length");
        }
    }

    private static InvalidRequestException Explain(JsonException error)
    {
        var field = error.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
        var name = field.IndexOf('[', StringComparison.Ordinal) is var bracket and > 0 ? field[..bracket] : field;
        return name switch
        {
            "text" => new(field, "must be a JSON string in valid UTF-8, its surrogates in pairs; it may stand once"),
            "texts" => new(field, "must be a list of JSON strings in valid UTF-8, their surrogates in pairs; it may stand once"),
            "language" => new(field, "must be a language tag such as en; it may stand once"),
            "priority" => new(field, "must be low, normal or high; it may stand once"),
            "timeoutMs" => new(field, "must be a whole number of milliseconds; it may stand once"),
            "timeZone" => new(field, $"must be {TimeZones.Allowed}; it may stand once"),
            "now" => new(field, $"must be {RequestTime.Allowed}; it may stand once"),
            "body" => new(field, $"is not a JSON object in UTF-8 (line {error.LineNumber + 1}, byte {error.BytePositionInLine})"),
            _ => new(field, "is not known; allowed are text, texts, language, priority, timeoutMs, timeZone and now"),
        };
    }
}
