namespace Router.Contracts;

/// <summary>Translates between requests and decisions and their public protobuf form (<c>router.proto</c>).</summary>
public static class ProtocolFormat
{
    /// <summary>The protobuf form of a decision.</summary>
    public static Protocol.RouteDecision ToProtocol(RouteDecision decision)
    {
        var message = new Protocol.RouteDecision
        {
            QueryId = decision.QueryId.ToString(),
            Text = decision.Text,
            Outcome = ToProtocol(decision.Outcome),
            Subsystem = decision.Subsystem ?? "",
            Intent = decision.Intent ?? "",
            Score = decision.Score,
            Partial = decision.Partial,
            Degraded = decision.Degraded,
            Truncated = decision.Truncated,
            Negated = decision.Negated,
            Hypothesis = (uint)decision.Hypothesis,
            Timings = new Protocol.Timings
            {
                QueueMs = decision.Timings.QueueMs,
                EncodeMs = decision.Timings.EncodeMs,
                HeadsMs = decision.Timings.HeadsMs,
                RankMs = decision.Timings.RankMs,
                TotalMs = decision.Timings.TotalMs,
            },
        };
        message.Missing.Add(decision.Missing);
        message.Skipped.Add(decision.Skipped);
        message.Slots.Add(decision.Slots.Select(ToProtocol));
        foreach (var alternative in decision.Alternatives)
        {
            var entry = new Protocol.Alternative
            {
                Subsystem = alternative.Subsystem,
                Intent = alternative.Intent,
                Score = alternative.Score,
            };
            entry.Slots.Add(alternative.Slots.Select(ToProtocol));
            message.Alternatives.Add(entry);
        }
        message.Parts.Add(decision.Parts.Select(ToProtocol));
        return message;
    }

    /// <summary>The decision that a message stands for; an empty name is none.</summary>
    /// <exception cref="FormatException">The id is none, or the outcome is not known.</exception>
    public static RouteDecision FromProtocol(Protocol.RouteDecision message) => new(Guid.Parse(message.QueryId))
    {
        Text = message.Text,
        Outcome = OutcomeOf(message.Outcome),
        Subsystem = message.Subsystem.Length > 0 ? message.Subsystem : null,
        Intent = message.Intent.Length > 0 ? message.Intent : null,
        Slots = [.. message.Slots.Select(FromProtocol)],
        Score = message.Score,
        Alternatives =
        [
            .. message.Alternatives.Select(
                other => new Alternative(other.Subsystem, other.Intent, other.Score, [.. other.Slots.Select(FromProtocol)])),
        ],
        Parts =
        [
            .. message.Parts.Select(part => new DecisionPart(
                part.Start, part.End, part.Text, part.Subsystem, part.Intent, [.. part.Slots.Select(FromProtocol)], part.Score) { Negated = part.Negated }),
        ],
        Hypothesis = checked((int)message.Hypothesis),
        Partial = message.Partial,
        Missing = [.. message.Missing],
        Skipped = [.. message.Skipped],
        Degraded = message.Degraded,
        Truncated = message.Truncated,
        Negated = message.Negated,
        Timings = message.Timings is { } timings
            ? new DecisionTimings(timings.QueueMs, timings.EncodeMs, timings.HeadsMs, timings.RankMs, timings.TotalMs)
            : default,
    };

    private static Slot FromProtocol(Protocol.Slot slot) => new(slot.Type, slot.Start, slot.End, slot.Text, slot.Score)
    {
        Value = NullIfEmpty(slot.Value),
        Range = slot.Range is { } range ? new SlotRange(range.From, range.To) : null,
        Bound = slot.Bound is { } bound ? new SlotBound(SideOf(bound.Side), bound.Of) : null,
        Near = NullIfEmpty(slot.Near),
        Recurrence = NullIfEmpty(slot.Recurrence),
        Offset = NullIfEmpty(slot.Offset),
        Excluded = slot.Excluded,
    };

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static BoundSide SideOf(Protocol.BoundSide side) => side switch
    {
        Protocol.BoundSide.Before => BoundSide.Before,
        Protocol.BoundSide.Until => BoundSide.Until,
        Protocol.BoundSide.After => BoundSide.After,
        Protocol.BoundSide.Since => BoundSide.Since,
        _ => throw new FormatException($"the side {(int)side} is not known"),
    };

    private static DecisionOutcome OutcomeOf(Protocol.Outcome outcome) => outcome switch
    {
        Protocol.Outcome.Routed => DecisionOutcome.Routed,
        Protocol.Outcome.Multiple => DecisionOutcome.Multiple,
        Protocol.Outcome.Ambiguous => DecisionOutcome.Ambiguous,
        Protocol.Outcome.OutOfScope => DecisionOutcome.OutOfScope,
        _ => throw new FormatException($"the outcome {(int)outcome} is not known"),
    };

    private static Protocol.DecisionPart ToProtocol(DecisionPart part)
    {
        var message = new Protocol.DecisionPart
        {
            Start = part.Start,
            End = part.End,
            Text = part.Text,
            Subsystem = part.Subsystem,
            Intent = part.Intent,
            Score = part.Score,
            Negated = part.Negated,
        };
        message.Slots.Add(part.Slots.Select(ToProtocol));
        return message;
    }

    private static Protocol.Slot ToProtocol(Slot slot) => new()
    {
        Type = slot.Type,
        Start = slot.Start,
        End = slot.End,
        Text = slot.Text,
        Score = slot.Score,
        Value = slot.Value ?? "",
        Range = slot.Range is { } range ? new Protocol.SlotRange { From = range.From, To = range.To } : null,
        Bound = slot.Bound is { } bound ? new Protocol.SlotBound { Side = ToProtocol(bound.Side), Of = bound.Of } : null,
        Near = slot.Near ?? "",
        Recurrence = slot.Recurrence ?? "",
        Offset = slot.Offset ?? "",
        Excluded = slot.Excluded,
    };

    private static Protocol.BoundSide ToProtocol(BoundSide side) => side switch
    {
        BoundSide.Before => Protocol.BoundSide.Before,
        BoundSide.Until => Protocol.BoundSide.Until,
        BoundSide.After => Protocol.BoundSide.After,
        _ => Protocol.BoundSide.Since,
    };

    private static Protocol.Outcome ToProtocol(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Routed => Protocol.Outcome.Routed,
        DecisionOutcome.Multiple => Protocol.Outcome.Multiple,
        DecisionOutcome.Ambiguous => Protocol.Outcome.Ambiguous,
        _ => Protocol.Outcome.OutOfScope,
    };

    /// <summary>The request that a message stands for.</summary>
    /// <exception cref="InvalidRequestException">A field is wrong.</exception>
    public static RouteRequest ToRequest(Protocol.RouteRequest message)
    {
        if (message.Language.Length > 0) LanguageTag.Check(message.Language, "language");
        return new RouteRequest(message.Text)
        {
            Priority = PriorityOf(message.Priority),
            Timeout = message.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(message.TimeoutMs) : null,
            TimeoutField = "timeout_ms",
            TimeZone = message.TimeZone.Length > 0 ? TimeZones.Find(message.TimeZone, "time_zone") : null,
            Now = message.Now.Length > 0 ? RequestTime.Parse(message.Now) : null,
        };
    }

    /// <summary>The router's priority.</summary>
    /// <exception cref="InvalidRequestException">It is none of those that there are.</exception>
    public static QueryPriority PriorityOf(Protocol.Priority priority) => priority switch
    {
        Protocol.Priority.Unspecified or Protocol.Priority.Normal => QueryPriority.Normal,
        Protocol.Priority.Low => QueryPriority.Low,
        Protocol.Priority.High => QueryPriority.High,
        _ => throw new InvalidRequestException("priority", $"is {(int)priority}; allowed are 0 to 3"),
    };
}
