using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Router.Contracts;

/// <summary>Translates between the messages and their protobuf form.</summary>
internal static class WireFormat
{
    private const int NumbersPerToken = 4;

    public static Wire.SubsystemBatch ToWire(SubsystemBatch message)
    {
        var wire = new Wire.SubsystemBatch
        {
            Subsystem = message.Subsystem,
            Tap = message.Tap,
            States = ToWire(message.Batch.States, message.Tap),
        };
        foreach (var query in message.Batch.Queries)
        {
            wire.Queries.Add(new Wire.EncodedQuery
            {
                Query = ToWire(query.Query),
                Ranker = Serialization.SerializedActorPath(query.Ranker),
                Timings = ToWire(query.Timings),
            });
        }
        return wire;
    }

    public static SubsystemBatch FromWire(Wire.SubsystemBatch wire, Serialization serialization)
    {
        var queries = new EncodedQuery[wire.Queries.Count];
        for (var i = 0; i < queries.Length; i++)
        {
            var query = wire.Queries[i];
            if (query.Query is null) throw new ArgumentException($"query {i} is missing", nameof(wire));
            queries[i] = new EncodedQuery(FromWire(query.Query), serialization.DeserializeActorRef(query.Ranker), FromWire(query.Timings));
        }
        if (wire.States is null) throw new ArgumentException("the states are missing", nameof(wire));
        var states = FromWire(wire.States, wire.Tap);
        if (states.Batch != queries.Length)
            throw new ArgumentException($"{queries.Length} queries with states for {states.Batch}", nameof(wire));
        return new SubsystemBatch(wire.Subsystem, wire.Tap, new EncodedBatch(queries, states));
    }

    public static Wire.SubsystemVerdicts ToWire(SubsystemVerdicts message)
    {
        var wire = new Wire.SubsystemVerdicts { Subsystem = message.Subsystem };
        foreach (var verdict in message.Verdicts) wire.Verdicts.Add(ToWire(verdict));
        foreach (var timings in message.Timings) wire.Timings.Add(ToWire(timings));
        return wire;
    }

    public static SubsystemVerdicts FromWire(Wire.SubsystemVerdicts wire)
    {
        if (wire.Verdicts.Count != wire.Timings.Count)
            throw new ArgumentException($"{wire.Verdicts.Count} verdicts with {wire.Timings.Count} timings", nameof(wire));
        return new SubsystemVerdicts(
            wire.Subsystem,
            [.. wire.Verdicts.Select(verdict => FromWire(verdict, wire.Subsystem))],
            [.. wire.Timings.Select(FromWire)]);
    }

    public static Wire.SubsystemUnavailable ToWire(SubsystemUnavailable message)
    {
        var wire = new Wire.SubsystemUnavailable { Subsystem = message.Subsystem };
        foreach (var id in message.QueryIds) wire.QueryIds.Add(ToWire(id));
        return wire;
    }

    public static SubsystemUnavailable FromWire(Wire.SubsystemUnavailable wire) => new(wire.Subsystem, [.. wire.QueryIds.Select(ToGuid)]);

    public static Wire.Encode ToWire(Encode message) =>
        new() { Query = ToWire(message.Query), Ranker = Serialization.SerializedActorPath(message.Ranker) };

    public static Encode FromWire(Wire.Encode wire, Serialization serialization) =>
        new(FromWire(Required(wire.Query)), serialization.DeserializeActorRef(wire.Ranker));

    public static Wire.RankQuery ToWire(RankQuery message) => new() { Query = ToWire(message.Query) };

    public static RankQuery FromWire(Wire.RankQuery wire) => new(FromWire(Required(wire.Query)));

    public static Wire.CancelQuery ToWire(CancelQuery message) => new() { QueryId = ToWire(message.QueryId) };

    public static CancelQuery FromWire(Wire.CancelQuery wire) => new(ToGuid(wire.QueryId));

    public static Wire.Refusal ToWire(EncodeRefused message) => ToWire(message.QueryId, message.Reason, message.RetryAfter);

    public static Wire.Refusal ToWire(RouteRefused message) => ToWire(message.QueryId, message.Reason, message.RetryAfter);

    public static EncodeRefused ToEncodeRefused(Wire.Refusal wire) => new(ToGuid(wire.QueryId), ReasonOf(wire), RetryAfterOf(wire));

    public static RouteRefused ToRouteRefused(Wire.Refusal wire) => new(ToGuid(wire.QueryId), ReasonOf(wire), RetryAfterOf(wire));

    private static Wire.Refusal ToWire(Guid queryId, RefusalReason reason, TimeSpan? retryAfter)
    {
        var wire = new Wire.Refusal { QueryId = ToWire(queryId), Reason = (int)reason };
        if (retryAfter is { } wait) wire.RetryAfter = wait.Ticks;
        return wire;
    }

    private static RefusalReason ReasonOf(Wire.Refusal wire) => Enum.IsDefined((RefusalReason)wire.Reason)
        ? (RefusalReason)wire.Reason
        : throw new ArgumentException($"reason {wire.Reason} is unknown", nameof(wire));

    private static TimeSpan? RetryAfterOf(Wire.Refusal wire) => wire.HasRetryAfter ? TimeSpan.FromTicks(wire.RetryAfter) : null;

    private static Wire.Query Required(Wire.Query? query) => query ?? throw new ArgumentException("the query is missing", nameof(query));

    private static Wire.Query ToWire(Query query)
    {
        var wire = new Wire.Query
        {
            Id = ToWire(query.Id),
            Text = query.Text.Text,
            Truncated = query.Text.Truncated,
            Priority = (int)query.Priority,
            AcceptedAt = query.AcceptedAt.UtcTicks,
            Deadline = query.Deadline.UtcTicks,
        };
        foreach (var token in query.Text.Tokens.Span)
        {
            wire.Tokens.Add(token.Id);
            wire.Tokens.Add(token.Start);
            wire.Tokens.Add(token.End);
            wire.Tokens.Add(token.StartsWord ? 1 : 0);
        }
        return wire;
    }

    private static Query FromWire(Wire.Query wire)
    {
        if (wire.Tokens.Count % NumbersPerToken != 0)
            throw new ArgumentException($"{wire.Tokens.Count} token numbers, a multiple of {NumbersPerToken} expected", nameof(wire));
        if (!Enum.IsDefined((QueryPriority)wire.Priority)) throw new ArgumentException($"priority {wire.Priority} is unknown", nameof(wire));
        var tokens = new Token[wire.Tokens.Count / NumbersPerToken];
        for (var i = 0; i < tokens.Length; i++)
        {
            var at = i * NumbersPerToken;
            var token = new Token(wire.Tokens[at], wire.Tokens[at + 1], wire.Tokens[at + 2], wire.Tokens[at + 3] != 0);
            if (token.Id < 0 || token.Start < 0 || token.End < token.Start || token.End > wire.Text.Length)
                throw new ArgumentException($"token {i} is {token}, outside a text of {wire.Text.Length} units", nameof(wire));
            tokens[i] = token;
        }
        return new Query(
            ToGuid(wire.Id),
            new TokenizedText(wire.Text, tokens, wire.Truncated),
            (QueryPriority)wire.Priority,
            new DateTimeOffset(wire.AcceptedAt, TimeSpan.Zero),
            new DateTimeOffset(wire.Deadline, TimeSpan.Zero));
    }

    private static Wire.LayerStates ToWire(LayerStates states, int tap)
    {
        var wire = new Wire.LayerStates { Batch = states.Batch, Tokens = states.Tokens };
        foreach (var id in states.InputIds) wire.InputIds.Add(id);
        foreach (var mask in states.AttentionMask) wire.AttentionMask.Add(mask);
        // Every platform that .NET runs the router on is little-endian.
        wire.Values = ByteString.CopyFrom(MemoryMarshal.AsBytes(states.Layer(tap)));
        return wire;
    }

    private static HostLayerStates FromWire(Wire.LayerStates wire, int tap)
    {
        if (wire.Values.Length % sizeof(float) != 0)
            throw new ArgumentException($"{wire.Values.Length} bytes of states, a multiple of {sizeof(float)} expected", nameof(wire));
        var values = MemoryMarshal.Cast<byte, float>(wire.Values.Span).ToArray();
        return new HostLayerStates(
            wire.Batch,
            wire.Tokens,
            wire.InputIds.ToArray(),
            wire.AttentionMask.ToArray(),
            new Dictionary<int, ReadOnlyMemory<float>> { [tap] = values });
    }

    private static Wire.Verdict ToWire(Verdict verdict)
    {
        var wire = new Wire.Verdict
        {
            QueryId = ToWire(verdict.QueryId),
            Kind = (int)verdict.Kind,
            Intent = verdict.Intent,
            Score = verdict.Score,
            Margin = verdict.Margin,
            TopProbability = verdict.TopProbability,
            SlotCoverage = verdict.SlotCoverage,
        };
        foreach (var slot in verdict.Slots)
            wire.Slots.Add(new Wire.Slot { Type = slot.Type, Start = slot.Start, End = slot.End, Text = slot.Text, Score = slot.Score });
        return wire;
    }

    private static Verdict FromWire(Wire.Verdict wire, string subsystem)
    {
        if (!Enum.IsDefined((VerdictKind)wire.Kind)) throw new ArgumentException($"verdict kind {wire.Kind} is unknown", nameof(wire));
        return new Verdict
        {
            QueryId = ToGuid(wire.QueryId),
            Subsystem = subsystem,
            Kind = (VerdictKind)wire.Kind,
            Intent = wire.Intent,
            Score = wire.Score,
            Margin = wire.Margin,
            TopProbability = wire.TopProbability,
            SlotCoverage = wire.SlotCoverage,
            Slots = [.. wire.Slots.Select(slot => new Slot(slot.Type, slot.Start, slot.End, slot.Text, slot.Score))],
        };
    }

    private static Wire.EncodeTimings ToWire(EncodeTimings timings) => new() { QueueMs = timings.QueueMs, EncodeMs = timings.EncodeMs };

    private static EncodeTimings FromWire(Wire.EncodeTimings? wire) => wire is null ? default : new EncodeTimings(wire.QueueMs, wire.EncodeMs);

    private static ByteString ToWire(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static Guid ToGuid(ByteString bytes) =>
        bytes.Length == 16
            ? new Guid(bytes.Span, bigEndian: true)
            : throw new ArgumentException($"an id has {bytes.Length} bytes, 16 expected", nameof(bytes));
}
