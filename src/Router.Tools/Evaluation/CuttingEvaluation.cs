using Router.Contracts;
using Router.Host;
using Router.Host.Routing;
using Router.Language.Cutting;

namespace Router.Tools.Evaluation;

/// <summary>Routes the evaluation set of cutting.</summary>
/// <param name="router">What routes.</param>
internal sealed class CuttingEvaluation(QueryRouter router)
{
    private const int Concurrency = 16;

    private readonly AdmissionWindow _window = router.OpenWindow();

    /// <summary>Routes each text as any client's.</summary>
    /// <exception cref="IOException">A text got no decision.</exception>
    public async Task<IReadOnlyList<(CuttingExample Example, RouteDecision Decision)>> RouteAsync(
        IReadOnlyList<CuttingExample> examples, CancellationToken cancellationToken)
    {
        var answers = new (CuttingExample, RouteDecision)[examples.Count];
        await ForEachAsync(examples, async i => answers[i] = (examples[i], await DecideAsync(examples[i].Text, true, cancellationToken)), cancellationToken);
        return answers;
    }

    /// <summary>The scores of all texts of a half, and of those of each language.</summary>
    public static IReadOnlyList<CuttingScore> Score(IReadOnlyList<(CuttingExample Example, RouteDecision Decision)> answers)
    {
        var scores = new List<CuttingScore>();
        foreach (var (half, isDevelopment) in new[] { ("test", false), ("development", true) })
        {
            var own = answers.Where(answer => answer.Example.IsDevelopment == isDevelopment).ToArray();
            scores.Add(CuttingScore.Of(half, own));
            foreach (var language in own.Select(answer => answer.Example.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                scores.Add(CuttingScore.Of($"{half}: {language}", [.. own.Where(answer => answer.Example.Language == language)]));
        }
        return scores;
    }

    /// <summary>Fits weights to examples.</summary>
    public async Task<CutFit> FitAsync(IReadOnlyList<CuttingExample> examples, CuttingSettings settings, CancellationToken cancellationToken)
    {
        var finder = new CutFinder(settings.MinWords, settings.MaxParts - 1);
        var readings = new CutReading[examples.Count];
        await ForEachAsync(examples, async i => readings[i] = await ReadAsync(examples[i].Text, finder, cancellationToken), cancellationToken);
        var fit = new CutFit();
        for (var i = 0; i < examples.Count; i++) fit.Add(examples[i], readings[i]);
        return fit;
    }

    private async Task<CutReading> ReadAsync(string text, CutFinder finder, CancellationToken cancellationToken)
    {
        var candidates = finder.Find(router.Tokenize(text));
        if (candidates.Count == 0) return new CutReading(text, candidates, [null]);
        var segments = CutReading.SegmentsOf(text, candidates);
        return new CutReading(text, candidates, await Task.WhenAll(
            segments.Select(segment => DecideAsync(text[segment.Start..segment.End], false, cancellationToken))));
    }

    private async Task<RouteDecision> DecideAsync(string text, bool mayBeCut, CancellationToken cancellationToken)
    {
        var request = new RouteRequest(text) { Timeout = router.Limits.MaxTimeout, MayBeCut = mayBeCut };
        return await router.RouteAsync(request, _window, cancellationToken) as RouteDecision ?? throw new IOException($"there is no decision on: {text}");
    }

    private static Task ForEachAsync(IReadOnlyList<CuttingExample> examples, Func<int, Task> route, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, examples.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (i, _) => await route(i));
}
