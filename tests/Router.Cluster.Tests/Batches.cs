using Actors.Subsystems;
using Router.Contracts;

namespace Router.Cluster.Tests;

/// <summary>Encoded batches, and heads that say of each query the mean of its first state.</summary>
internal static class Batches
{
    public const int Tap = 6;

    private const int Hidden = 8;

    /// <summary>A batch of queries with texts of different lengths.</summary>
    public static EncodedBatch Create(IActorRef ranker, int rows, TimeSpan timeout)
    {
        var (now, tokens) = (TimeProvider.System.GetUtcNow(), rows + 1);
        var queries = Enumerable.Range(0, rows).Select(row => new EncodedQuery(
            new Query(Guid.CreateVersion7(), Text(row + 2), QueryPriority.Normal, now, now + timeout), ranker, new EncodeTimings(row, 1))).ToArray();
        var states = Enumerable.Range(0, rows * tokens * Hidden).Select(i => i / (Hidden * 4f)).ToArray();
        return new EncodedBatch(queries, new HostLayerStates(
            rows, tokens, new long[rows * tokens], new long[rows * tokens], new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = states }));
    }

    /// <summary>A query that is not encoded yet.</summary>
    public static Query Query(int tokens, TimeSpan timeout)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Query(Guid.CreateVersion7(), Text(tokens), QueryPriority.Normal, now, now + timeout);
    }

    /// <summary>States of texts, as a backbone gives them.</summary>
    public static LayerStates Encode(ReadOnlySpan<TokenizedText> texts)
    {
        var tokens = 1;
        foreach (var text in texts) tokens = Math.Max(tokens, text.Tokens.Length);
        var (ids, mask) = (new long[texts.Length * tokens], new long[texts.Length * tokens]);
        for (var row = 0; row < texts.Length; row++) mask.AsSpan(row * tokens, texts[row].Tokens.Length).Fill(1);
        return new HostLayerStates(texts.Length, tokens, ids, mask, new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = new float[texts.Length * tokens * Hidden] });
    }

    /// <summary>Heads for these subsystems.</summary>
    public static IReadOnlyDictionary<string, JudgeBatch> Heads(params string[] subsystems) => subsystems.ToDictionary(name => name, Head);

    /// <summary>Heads that judge once they may.</summary>
    public static IReadOnlyDictionary<string, JudgeBatch> Heads(string[] subsystems, ManualResetEventSlim resume) => subsystems.ToDictionary(name => name, name => (JudgeBatch)(batch =>
    {
        resume.Wait(TimeSpan.FromMinutes(1));
        return Head(name)(batch);
    }));

    /// <summary>A head that judges at once.</summary>
    public static JudgeBatch Head(string subsystem) => batch =>
    [
        .. batch.Queries.Select((query, row) => new Verdict
        {
            QueryId = query.Query.Id,
            Subsystem = subsystem,
            Kind = VerdictKind.Accept,
            Intent = query.Query.Text.Text,
            Score = batch.States.Layer(Tap).Slice(row * batch.States.Tokens * Hidden, Hidden).ToArray().Average(),
        }),
    ];

    private static TokenizedText Text(int tokens) =>
        new(new string('x', tokens), Enumerable.Range(0, tokens).Select(i => new Token(i, i, i + 1, true)).ToArray(), truncated: false);
}
