using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;

namespace Router.Tools.Evaluation;

/// <summary>What <c>router eval --data</c> measured; docs/evaluation.md describes its JSON.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Schema of the JSON: another number when a field changes its meaning or goes.</summary>
    public int Schema { get; init; } = 2;

    /// <summary>The data as it was named.</summary>
    public required string Data { get; init; }

    /// <summary>What encoded.</summary>
    public required IReadOnlyList<PackageVersion> Backbones { get; init; }

    /// <summary>What decided.</summary>
    public required PackageVersion Ranker { get; init; }

    /// <summary>All texts first, then by language, by set, by subsystem.</summary>
    public required IReadOnlyList<RoutingScore> Scores { get; init; }

    /// <summary>Each intent that was wanted or given.</summary>
    public required IReadOnlyList<NamedTally> Intents { get; init; }

    /// <summary>Each type of slot that was wanted or given.</summary>
    public required IReadOnlyList<NamedTally> SlotTypes { get; init; }

    /// <summary>Who got the texts of whom.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>Wrong answers, the surest first.</summary>
    public required IReadOnlyList<WrongAnswer> Worst { get; init; }

    /// <summary>Counts.</summary>
    /// <param name="data">The data as it was named.</param>
    /// <param name="parts">The models.</param>
    /// <param name="texts">What was answered, in any order.</param>
    /// <param name="worst">At most so many wrong answers are listed.</param>
    public static EvaluationReport Of(string data, SubsystemList parts, IReadOnlyList<EvaluatedText> texts, int worst) => new()
    {
        Data = data,
        Backbones = parts.Backbones,
        Ranker = parts.Ranker,
        Scores =
        [
            RoutingScore.Of("all", "all", texts),
            .. By("language", texts, text => text.Label.Language),
            .. By("set", texts, text => text.Label.Set),
            .. By("subsystem", texts, text => text.Label.Subsystem),
        ],
        Intents = [.. IntentScore.ByIntent(texts).Select(pair => new NamedTally(pair.Key, pair.Value))],
        SlotTypes = [.. RoutingScore.SlotsByType(texts).Select(pair => new NamedTally(pair.Key, pair.Value))],
        Confusion = ConfusionMatrix.Of(texts),
        Worst =
        [
            .. texts.Where(text => !text.IsRight).OrderByDescending(text => text.Decision.Score).ThenBy(text => text.Label.Line)
                .Take(worst).Select(WrongAnswer.Of),
        ],
    };

    private static IEnumerable<RoutingScore> By(string kind, IReadOnlyList<EvaluatedText> texts, Func<EvaluatedText, string?> nameOf) =>
        texts.GroupBy(nameOf).Where(own => own.Key is not null).OrderBy(own => own.Key, StringComparer.Ordinal)
            .Select(own => RoutingScore.Of(kind, own.Key!, [.. own]));
}

/// <summary>Counts of one intent or slot type.</summary>
/// <param name="Name"><c>subsystem/intent</c>, or the type.</param>
/// <param name="Counts">The counts.</param>
internal sealed record NamedTally(string Name, Tally Counts);

/// <summary>A text that was answered wrongly.</summary>
/// <param name="Line">Where it stands in the data, counted from 1.</param>
/// <param name="Text">The text.</param>
/// <param name="Subsystem">Who should have got it; null for nobody.</param>
/// <param name="Intent">What is wanted, where that is known.</param>
/// <param name="Answered">Who got it, or <c>outOfScope</c>, <c>ambiguous</c>, <c>multiple</c>.</param>
/// <param name="AnsweredIntent">The intent that was answered; null unless it was routed.</param>
/// <param name="Score">The decision's score, 0..1.</param>
internal sealed record WrongAnswer(
    int Line, string Text, string? Subsystem, string? Intent, string Answered, string? AnsweredIntent, double Score)
{
    /// <summary>The text's answer.</summary>
    public static WrongAnswer Of(EvaluatedText text) => new(
        text.Label.Line, text.Label.Text, text.Label.Subsystem, text.Label.Intent, text.Answer,
        text.IsRouted ? text.Decision.Intent : null, text.Decision.Score);
}
