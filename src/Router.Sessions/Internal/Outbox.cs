using System.Diagnostics.CodeAnalysis;
using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// What a client is still to be told, in order, one update at a time. A provisional decision that has not gone out yet makes way for
/// whatever is newer of its utterance.
/// </summary>
internal sealed class Outbox
{
    private readonly List<SessionUpdate> _waiting = [];
    private SessionUpdate? _going;

    /// <summary>Whether everything has been told.</summary>
    public bool IsEmpty => _going is null && _waiting.Count == 0;

    /// <summary>Updates that the client has not taken; provisional decisions, of which there is one for each utterance at most, do not count.</summary>
    public int Owed => _waiting.Count(IsOwed) + (_going is not null && IsOwed(_going) ? 1 : 0);

    /// <summary>Adds an update.</summary>
    public void Add(SessionUpdate update)
    {
        var utterance = update switch
        {
            ProvisionalDecision provisional => provisional.UtteranceId,
            FinalDecision final => final.UtteranceId,
            UtteranceError error => error.UtteranceId,
            _ => null,
        };
        if (utterance is not null) Forget(utterance);
        _waiting.Add(update);
    }

    /// <summary>A provisional decision on the utterance tells nothing any more.</summary>
    public void Forget(string utterance) =>
        _waiting.RemoveAll(update => update is ProvisionalDecision provisional && provisional.UtteranceId == utterance);

    /// <summary>The next update; none while the client is still taking the one before.</summary>
    public bool TryTake([NotNullWhen(true)] out SessionUpdate? update)
    {
        update = null;
        if (_going is not null || _waiting.Count == 0) return false;
        update = _going = _waiting[0];
        _waiting.RemoveAt(0);
        return true;
    }

    /// <summary>The client has taken the update.</summary>
    public void Delivered() => _going = null;

    private static bool IsOwed(SessionUpdate update) => update is not ProvisionalDecision;
}
