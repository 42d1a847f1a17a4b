using System.Text.Json;
using System.Text.Json.Serialization;

namespace Router.Contracts;

/// <summary>What a voice front end tells a session; the fields are those of <c>router.proto</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SessionStart), "start")]
[JsonDerivedType(typeof(Hypothesis), "hypothesis")]
[JsonDerivedType(typeof(CancelUtterance), "cancel")]
[JsonDerivedType(typeof(EndSession), "end")]
public abstract record SessionEvent
{
    /// <summary>How the client writes the names of fields, and errors after it: as in JSON, or in protobuf.</summary>
    internal JsonNamingPolicy Naming { get; init; } = JsonNamingPolicy.CamelCase;

    /// <summary>A field as the client writes it.</summary>
    /// <param name="property">Its name here.</param>
    public string NameOf(string property) => Naming.ConvertName(property);
}

/// <summary>The first event, and the only one of its kind.</summary>
/// <param name="Language">BCP 47; empty when unknown. Reserved: checked for its form, and changes nothing yet.</param>
/// <param name="Context">What the front end knows of the situation. Reserved: checked for its bounds, and changes nothing yet.</param>
/// <param name="ClientId">Whose sessions are counted together; empty for the peer's address.</param>
/// <param name="Priority">Of final hypotheses; speculation is always of low priority.</param>
/// <param name="TimeoutMs">Milliseconds from a final hypothesis until its decision is due; 0 for the configured default.</param>
/// <param name="TimeZone">The speaker's, by its IANA name; empty for the configured one.</param>
/// <param name="Now">
/// When everything in the session is said, as ISO 8601 with an offset; empty for the time of each decision. Only where <c>router.limits.allow-now</c> is on.
/// </param>
public sealed record SessionStart(
    string Language = "",
    IReadOnlyDictionary<string, string>? Context = null,
    string ClientId = "",
    QueryPriority Priority = QueryPriority.Normal,
    int TimeoutMs = 0,
    string TimeZone = "",
    string Now = "") : SessionEvent;

/// <summary>One result of the recogniser.</summary>
/// <param name="UtteranceId">The front end's name for the utterance.</param>
/// <param name="Sequence">Grows within an utterance.</param>
/// <param name="Text">What was understood so far.</param>
/// <param name="Final">Whether no further hypothesis of the utterance comes.</param>
/// <param name="Stability">How sure the recogniser is that the text will not change, 0..1.</param>
/// <param name="Alternatives">Other readings, best first; null for none. One that is null, empty or invalid is passed over.</param>
/// <param name="StartMs">Where the utterance begins in the audio, in milliseconds. Reserved: changes nothing yet.</param>
/// <param name="EndMs">Where the hypothesis ends in the audio, in milliseconds. Reserved: changes nothing yet.</param>
/// <param name="Score">The recogniser's score of the text, 0..1; 0 when unknown.</param>
public sealed record Hypothesis(
    string UtteranceId = "",
    long Sequence = 0,
    string Text = "",
    bool Final = false,
    double Stability = 0,
    IReadOnlyList<HypothesisAlternative?>? Alternatives = null,
    long StartMs = 0,
    long EndMs = 0,
    double Score = 0) : SessionEvent
{
    /// <summary>Other readings, best first.</summary>
    public IReadOnlyList<HypothesisAlternative?> Alternatives { get; init; } = Alternatives ?? [];
}

/// <summary>Another reading of the same audio.</summary>
/// <param name="Text">The reading; null is as good as empty.</param>
/// <param name="Score">The recogniser's score, 0..1; 0 when unknown. Null is as good as one out of bounds.</param>
public sealed record HypothesisAlternative(string? Text = "", double? Score = 0);

/// <summary>The utterance needs no decision any more.</summary>
/// <param name="UtteranceId">Which utterance.</param>
public sealed record CancelUtterance(string UtteranceId = "") : SessionEvent;

/// <summary>No further event comes.</summary>
public sealed record EndSession : SessionEvent;
