using Router.Contracts;
using Router.Host.Routing;
using Router.Host.Wire;

namespace Router.Host.Cli;

/// <summary>Routes the lines of a stream, several at once, and writes their answers in the order of the lines.</summary>
/// <param name="router">What routes.</param>
/// <param name="window">Lines under way at once, at least 1.</param>
/// <param name="timeout">What each may take.</param>
internal sealed class LineRouter(QueryRouter router, int window, TimeSpan timeout)
{
    /// <summary>Routes all lines.</summary>
    /// <param name="input">UTF-8, one text a line.</param>
    /// <param name="output">Gets one answer for each line.</param>
    /// <param name="progress">Told of lines answered and bytes read so far.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How many lines got an error.</returns>
    public async Task<long> RunAsync(
        Stream input, AnswerWriter output, IProgress<(long Lines, long Bytes)>? progress, CancellationToken cancellationToken)
    {
        var waiting = new Queue<(Task<object> Answer, long EndOffset)>(window);
        var (lines, errors) = (0L, 0L);
        await foreach (var line in Utf8Lines.ReadAsync(input, cancellationToken))
        {
            if (waiting.Count == window) await WriteFirstAsync();
            waiting.Enqueue((AnswerAsync(line, cancellationToken), line.EndOffset));
        }
        while (waiting.Count > 0) await WriteFirstAsync();
        return errors;

        async Task WriteFirstAsync()
        {
            var (pending, endOffset) = waiting.Dequeue();
            var answer = await pending;
            if (answer is ErrorEnvelope) errors++;
            await output.WriteAsync(answer, cancellationToken);
            progress?.Report((++lines, endOffset));
        }
    }

    /// <summary>Routes one text.</summary>
    /// <returns>A <see cref="RouteDecision"/> or an <see cref="ErrorEnvelope"/>.</returns>
    public static async Task<object> AnswerAsync(QueryRouter router, string text, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var result = await router.RouteAsync(new RouteRequest(text) { Timeout = timeout }, cancellationToken);
            return result is RouteRefused refused ? new ErrorEnvelope(RouteError.From(refused)) : result;
        }
        catch (InvalidRequestException invalid)
        {
            return new ErrorEnvelope(RouteError.From(invalid));
        }
    }

    private Task<object> AnswerAsync(in Utf8Line line, CancellationToken cancellationToken) => line.Text is { } text
        ? AnswerAsync(router, text, timeout, cancellationToken)
        : Task.FromResult<object>(new ErrorEnvelope(RouteError.From(new InvalidRequestException("text", line.Problem!))));
}
