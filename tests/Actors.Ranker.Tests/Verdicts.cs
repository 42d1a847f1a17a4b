using Router.Contracts;

namespace Actors.Ranker.Tests;

internal static class Verdicts
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Query Query(string text = "wake me at seven", TimeSpan? timeout = null) => new(
        Guid.CreateVersion7(),
        new TokenizedText(text, ReadOnlyMemory<Token>.Empty, truncated: false),
        QueryPriority.Normal,
        Start,
        Start + (timeout ?? TimeSpan.FromSeconds(1)));

    public static Verdict Accept(string subsystem, double score, params Slot[] slots) => new()
    {
        QueryId = Guid.Empty,
        Subsystem = subsystem,
        Kind = VerdictKind.Accept,
        Intent = $"{subsystem}_do",
        Score = score,
        Margin = score,
        TopProbability = score,
        Slots = slots,
    };

    public static Verdict Reject(string subsystem) => Accept(subsystem, 0.01) with { Kind = VerdictKind.Reject };

    public static Verdict Unavailable(string subsystem) => new()
    {
        QueryId = Guid.Empty,
        Subsystem = subsystem,
        Kind = VerdictKind.Unavailable,
    };

    public static SubsystemVerdicts Of(Query query, Verdict verdict) =>
        new(verdict.Subsystem, [verdict with { QueryId = query.Id }], [new EncodeTimings(1, 2)]);
}
