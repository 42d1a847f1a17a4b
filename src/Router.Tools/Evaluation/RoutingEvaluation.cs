using Router.Contracts;
using Router.Host;
using Router.Host.Routing;

namespace Router.Tools.Evaluation;

/// <summary>Routes labelled texts as any client's.</summary>
/// <param name="router">What routes.</param>
/// <param name="concurrency">Texts under way at once, at least 1.</param>
/// <param name="now">When the texts were said; null for now.</param>
internal sealed class RoutingEvaluation(QueryRouter router, int concurrency, DateTimeOffset? now = null)
{
    /// <summary>Routes each text.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Told how many are answered.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>In the order of the texts.</returns>
    /// <exception cref="IOException">A text got no decision.</exception>
    public async Task<IReadOnlyList<EvaluatedText>> RouteAsync(
        IReadOnlyList<LabelledText> texts, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (answers, done, window) = (new EvaluatedText[texts.Count], 0L, router.OpenWindow());
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, texts.Count), options, async (i, token) =>
        {
            var result = await router.RouteAsync(new RouteRequest(texts[i].Text) { Timeout = router.Limits.MaxTimeout, Now = now }, window, token);
            if (result is not RouteDecision decision)
                throw new IOException($"line {texts[i].Line}: there is no decision: {((RouteRefused)result).Reason}");
            answers[i] = new EvaluatedText(texts[i], decision);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return answers;
    }
}
