using System.Threading.Channels;
using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;
using Router.Host.Routing;

namespace Router.Tools.Cli;

/// <summary>Routes the lines of a stream, several at once, and writes their answers in the order of the lines.</summary>
/// <param name="router">What routes.</param>
/// <param name="concurrency">Lines under way at once, at least 1; a line waits for room when the node has less.</param>
/// <param name="shared">What the requests have in common; its text does not matter.</param>
internal sealed class LineRouter(QueryRouter router, int concurrency, RouteRequest shared)
{
    private readonly AdmissionWindow _window = router.OpenWindow();

    /// <summary>
    /// Routes all lines. Answers are passed on whenever there is nothing to do but wait, so that a pipe sees them as they come.
    /// </summary>
    /// <param name="input">UTF-8, one text a line.</param>
    /// <param name="output">Gets one answer for each line.</param>
    /// <param name="progress">Told of lines answered and bytes read so far.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How many lines got an error.</returns>
    public async Task<long> RunAsync(
        Stream input, AnswerWriter output, IProgress<(long Lines, long Bytes)>? progress, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(concurrency);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Channel.CreateUnbounded<(Task<object> Answer, long EndOffset)>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var reading = StartAllAsync(input, answers.Writer, room, failed.Token);
        try
        {
            return await WriteAllAsync(answers.Reader, output, room, progress, failed.Token);
        }
        finally
        {
            await failed.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartAllAsync(
        Stream input, ChannelWriter<(Task<object> Answer, long EndOffset)> answers, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var line in Utf8Lines.ReadAsync(input, cancellationToken))
            {
                await room.WaitAsync(cancellationToken);
                answers.TryWrite((AnswerAsync(line, cancellationToken), line.EndOffset));
            }
        }
        catch (Exception error)
        {
            failure = error;
        }
        answers.Complete(failure);
    }

    private static async Task<long> WriteAllAsync(
        ChannelReader<(Task<object> Answer, long EndOffset)> answers,
        AnswerWriter output,
        SemaphoreSlim room,
        IProgress<(long Lines, long Bytes)>? progress,
        CancellationToken cancellationToken)
    {
        var (lines, errors) = (0L, 0L);
        while (await answers.WaitToReadAsync(cancellationToken))
        {
            while (answers.TryRead(out var next))
            {
                if (!next.Answer.IsCompleted) await output.FlushAsync(cancellationToken);
                var answer = await next.Answer;
                if (answer is ErrorEnvelope) errors++;
                await output.WriteAsync(answer, cancellationToken);
                room.Release();
                progress?.Report((++lines, next.EndOffset));
            }
            await output.FlushAsync(cancellationToken);
        }
        return errors;
    }

    /// <summary>Routes one text.</summary>
    /// <returns>A <see cref="RouteDecision"/> or an <see cref="ErrorEnvelope"/>.</returns>
    public static async Task<object> AnswerAsync(
        QueryRouter router, AdmissionWindow window, RouteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var result = await router.RouteAsync(request, window, cancellationToken);
            return result is RouteRefused refused ? new ErrorEnvelope(RouteError.From(refused)) : result;
        }
        catch (InvalidRequestException invalid)
        {
            return new ErrorEnvelope(RouteError.From(invalid));
        }
    }

    private Task<object> AnswerAsync(in Utf8Line line, CancellationToken cancellationToken) => line.Text is { } text
        ? AnswerAsync(router, _window, shared with { Text = text }, cancellationToken)
        : Task.FromResult<object>(new ErrorEnvelope(RouteError.From(new InvalidRequestException("text", line.Problem!))));
}
