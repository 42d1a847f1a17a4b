using Router.Host;

namespace Router.Tools.Evaluation;

/// <summary>How good the answers to some texts are. Shares are 0..1, and null where there is nothing to take a share of.</summary>
internal sealed record RoutingScore
{
    /// <summary>What the texts have in common: "all", "language", "set" or "subsystem".</summary>
    public required string Kind { get; init; }

    /// <summary>Which language, set or subsystem; "all" for all texts.</summary>
    public required string Name { get; init; }

    /// <summary>Texts that some subsystem should get.</summary>
    public required int InScope { get; init; }

    /// <summary>Share of them that the right subsystem got with the right intent.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Share of them that the right subsystem got.</summary>
    public required double? SubsystemAccuracy { get; init; }

    /// <summary>Intents of those texts in scope whose intent is known.</summary>
    public required IntentScore? Intents { get; init; }

    /// <summary>Slots of those texts in scope whose slots are known, by exact span and type; null when none is wanted or given.</summary>
    public required Tally? Slots { get; init; }

    /// <summary>Texts in scope that were rejected.</summary>
    public required int FalseRejects { get; init; }

    /// <summary>Share of the texts in scope that were rejected.</summary>
    public required double? FalseRejectRate { get; init; }

    /// <summary>Texts in scope whose answer is ambiguous.</summary>
    public required int Ambiguous { get; init; }

    /// <summary>Texts in scope that were cut into several requests.</summary>
    public required int Multiple { get; init; }

    /// <summary>Texts that nobody should get.</summary>
    public required int OutOfScope { get; init; }

    /// <summary>Texts out of scope that were not rejected.</summary>
    public required int FalseAccepts { get; init; }

    /// <summary>Share of the texts out of scope that were not rejected.</summary>
    public required double? FalseAcceptRate { get; init; }

    /// <summary>The probability that a text in scope has a higher score than one out of scope.</summary>
    public required double? Auroc { get; init; }

    /// <summary>Counts.</summary>
    /// <param name="kind">What the texts have in common.</param>
    /// <param name="name">Which one of the kind.</param>
    /// <param name="texts">In any order.</param>
    public static RoutingScore Of(string kind, string name, IReadOnlyList<EvaluatedText> texts)
    {
        var inScope = texts.Where(text => text.Label.IsInScope).ToArray();
        var outOfScope = texts.Where(text => !text.Label.IsInScope).ToArray();
        var slots = Tally.Sum(SlotsByType(inScope).Values);
        var (falseRejects, falseAccepts) = (inScope.Count(text => text.IsRejected), outOfScope.Count(text => !text.IsRejected));
        return new RoutingScore
        {
            Kind = kind,
            Name = name,
            InScope = inScope.Length,
            Accuracy = Share(inScope.Count(text => text.IsRight), inScope.Length),
            SubsystemAccuracy = Share(inScope.Count(text => text.IsSubsystemRight), inScope.Length),
            Intents = IntentScore.Of(inScope),
            Slots = slots == default ? null : slots,
            FalseRejects = falseRejects,
            FalseRejectRate = Share(falseRejects, inScope.Length),
            Ambiguous = inScope.Count(text => text.Answer == "ambiguous"),
            Multiple = inScope.Count(text => text.Answer == "multiple"),
            OutOfScope = outOfScope.Length,
            FalseAccepts = falseAccepts,
            FalseAcceptRate = Share(falseAccepts, outOfScope.Length),
            Auroc = RankCurve.Area([.. inScope.Select(text => text.InScopeScore)], [.. outOfScope.Select(text => text.InScopeScore)]),
        };
    }

    /// <summary>Slots of the texts in scope whose slots are known.</summary>
    public static SortedDictionary<string, Tally> SlotsByType(IEnumerable<EvaluatedText> texts) => Tally.ByKey(
        texts.Where(text => text.Label is { IsInScope: true, Slots: not null }).Select(text => (text.Slots, text.Label.Slots!)), slot => slot.Type);

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>How good the intents are; one of a subsystem differs from one of the same name of another.</summary>
/// <param name="Macro">Mean F1 of the intents that are wanted, 0..1.</param>
/// <param name="Micro">All intents together.</param>
internal sealed record IntentScore(double Macro, Tally Micro)
{
    /// <summary>Counts; null when no text has a known intent.</summary>
    public static IntentScore? Of(IEnumerable<EvaluatedText> texts)
    {
        var tallies = ByIntent(texts).Values;
        return tallies.Count == 0 ? null : new IntentScore(tallies.Where(tally => tally.Wanted > 0).Average(tally => tally.F1), Tally.Sum(tallies));
    }

    /// <summary>By "subsystem/intent". Only a routed text was given one.</summary>
    public static SortedDictionary<string, Tally> ByIntent(IEnumerable<EvaluatedText> texts) => Tally.ByKey(
        texts.Where(text => text.Label is { IsInScope: true, Intent: not null }).Select(text =>
        {
            string[] given = text.IsRouted ? [$"{text.Decision.Subsystem}/{text.Decision.Intent}"] : [];
            IReadOnlySet<string> wanted = new HashSet<string> { $"{text.Label.Subsystem}/{text.Label.Intent}" };
            return ((IEnumerable<string>)given, wanted);
        }),
        intent => intent);
}
