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
        };
        message.Slots.Add(part.Slots.Select(ToProtocol));
        return message;
    }

    private static Protocol.Slot ToProtocol(Slot slot) =>
        new() { Type = slot.Type, Start = slot.Start, End = slot.End, Text = slot.Text, Score = slot.Score, Value = slot.Value ?? "" };

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
