using System.Text.Json.Serialization;

namespace Router.Contracts;

/// <summary>What a session tells the front end; the fields are those of <c>router.proto</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ProvisionalDecision), "provisional")]
[JsonDerivedType(typeof(FinalDecision), "final")]
[JsonDerivedType(typeof(UtteranceError), "error")]
[JsonDerivedType(typeof(SessionNotice), "notice")]
public abstract record SessionUpdate;

/// <summary>What the decision would be if the utterance ended here; sent only when it changed.</summary>
/// <param name="UtteranceId">Which utterance.</param>
/// <param name="Sequence">Of the hypothesis that was decided.</param>
/// <param name="Decision">The decision.</param>
public sealed record ProvisionalDecision(string UtteranceId, long Sequence, RouteDecision Decision) : SessionUpdate;

/// <summary>The decision on the final hypothesis.</summary>
/// <param name="UtteranceId">Which utterance.</param>
/// <param name="Sequence">Of the final hypothesis.</param>
/// <param name="Decision">The decision.</param>
/// <param name="SpeculationHit">Whether it had been made, or was being made, before the hypothesis was final.</param>
/// <param name="LatencyMs">From the arrival of the final hypothesis to the decision.</param>
public sealed record FinalDecision(
    string UtteranceId, long Sequence, RouteDecision Decision, bool SpeculationHit, double LatencyMs) : SessionUpdate;

/// <summary>The utterance ends without a decision; the session goes on.</summary>
/// <param name="UtteranceId">Which utterance.</param>
/// <param name="Sequence">Of the hypothesis that ended it.</param>
/// <param name="Error">Why.</param>
public sealed record UtteranceError(string UtteranceId, long Sequence, RouteError Error) : SessionUpdate;

/// <summary>Something about the session itself.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">The same for people.</param>
/// <param name="SessionId">Only with <see cref="SessionNoticeKind.Started"/>.</param>
public sealed record SessionNotice(
    SessionNoticeKind Kind,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SessionId = null) : SessionUpdate;

/// <summary>The kinds of notice.</summary>
public enum SessionNoticeKind
{
    /// <summary>The session is open.</summary>
    Started,

    /// <summary>Partial hypotheses were passed over: they came faster than is allowed, or a field was wrong.</summary>
    EventsDropped,

    /// <summary>The node is stopping; utterances under way are finished, new ones are refused.</summary>
    Draining,

    /// <summary>The last update.</summary>
    Ended,
}
