using System.Text.Json;
using Messages = Router.Contracts.Protocol;

namespace Router.Contracts;

/// <summary>Translates between the session messages of <c>router.proto</c> and the router's own.</summary>
public static class SessionFormat
{
    /// <summary>The router's event; errors name its fields as <c>router.proto</c> does.</summary>
    /// <exception cref="InvalidRequestException">The event says nothing, or a field has no meaning.</exception>
    public static SessionEvent ToEvent(Messages.SessionEvent message) => Read(message) with { Naming = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The protobuf form of an update.</summary>
    public static Messages.SessionUpdate ToProtocol(SessionUpdate update) => update switch
    {
        ProvisionalDecision provisional => new()
        {
            Provisional = new()
            {
                UtteranceId = provisional.UtteranceId,
                Sequence = (uint)provisional.Sequence,
                Decision = ProtocolFormat.ToProtocol(provisional.Decision),
            },
        },
        FinalDecision final => new()
        {
            Final = new()
            {
                UtteranceId = final.UtteranceId,
                Sequence = (uint)final.Sequence,
                Decision = ProtocolFormat.ToProtocol(final.Decision),
                SpeculationHit = final.SpeculationHit,
                LatencyMs = final.LatencyMs,
            },
        },
        UtteranceError error => new() { Error = ToProtocol(error) },
        SessionNotice notice => new()
        {
            Notice = new() { Kind = ToProtocol(notice.Kind), Message = notice.Message, SessionId = notice.SessionId ?? "" },
        },
        _ => throw new InvalidOperationException($"An update is a {update.GetType().Name}."),
    };

    private static SessionEvent Read(Messages.SessionEvent message) => message.EventCase switch
    {
        Messages.SessionEvent.EventOneofCase.Start => ToStart(message.Start),
        Messages.SessionEvent.EventOneofCase.Hypothesis => ToHypothesis(message.Hypothesis),
        Messages.SessionEvent.EventOneofCase.Cancel => new CancelUtterance { UtteranceId = message.Cancel.UtteranceId },
        Messages.SessionEvent.EventOneofCase.End => new EndSession(),
        _ => throw new InvalidRequestException("event", "is missing; start, hypothesis, cancel or end is allowed"),
    };

    private static SessionStart ToStart(Messages.SessionStart message) => new()
    {
        Language = message.Language,
        Context = message.Context,
        ClientId = message.ClientId,
        Priority = ProtocolFormat.PriorityOf(message.Priority),
        TimeoutMs = (int)Math.Min(message.TimeoutMs, int.MaxValue),
        TimeZone = message.TimeZone,
        Now = message.Now,
    };

    private static Hypothesis ToHypothesis(Messages.Hypothesis message) => new()
    {
        UtteranceId = message.UtteranceId,
        Sequence = message.Sequence,
        Text = message.Text,
        Final = message.Final,
        Stability = message.Stability,
        Alternatives = [.. message.Alternatives.Select(other => new HypothesisAlternative(other.Text, other.Score))],
        StartMs = message.StartMs,
        EndMs = message.EndMs,
        Score = message.Score,
    };

    private static Messages.UtteranceError ToProtocol(UtteranceError error) => new()
    {
        UtteranceId = error.UtteranceId,
        Sequence = (uint)error.Sequence,
        Code = error.Error.Code,
        Message = error.Error.Detail,
        Field = error.Error.Field ?? "",
        RetryAfterMs = (uint)(error.Error.RetryAfterMs ?? 0),
    };

    private static Messages.SessionNotice.Types.Kind ToProtocol(SessionNoticeKind kind) => kind switch
    {
        SessionNoticeKind.Started => Messages.SessionNotice.Types.Kind.Started,
        SessionNoticeKind.EventsDropped => Messages.SessionNotice.Types.Kind.EventsDropped,
        SessionNoticeKind.Draining => Messages.SessionNotice.Types.Kind.Draining,
        SessionNoticeKind.Ended => Messages.SessionNotice.Types.Kind.Ended,
        _ => throw new InvalidOperationException($"A notice is {kind}."),
    };
}
