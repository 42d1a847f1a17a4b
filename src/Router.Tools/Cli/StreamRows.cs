using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>The utterances of all sessions that are played, in the order in which they began.</summary>
/// <param name="changed">Called with a row when it changed, and what changed it: an event, an update or its end.</param>
internal sealed class StreamRows(Action<UtteranceRow, object>? changed = null)
{
    private readonly Lock _lock = new();
    private readonly List<UtteranceRow> _rows = [];

    /// <summary>Gives what fills in the rows of a session.</summary>
    public ISessionListener Open(string session) => new Listener(this, session);

    /// <summary>Reads the rows while nothing changes them.</summary>
    public T Read<T>(Func<IReadOnlyList<UtteranceRow>, T> read)
    {
        lock (_lock) return read(_rows);
    }

    private void Change(string session, string utteranceId, object cause, Action<UtteranceRow> change)
    {
        lock (_lock)
        {
            var row = _rows.FindLast(row => row.UtteranceId == utteranceId && row.Session == session);
            if (row is null) _rows.Add(row = new UtteranceRow(session, utteranceId));
            change(row);
            changed?.Invoke(row, cause);
        }
    }

    private sealed class Listener(StreamRows rows, string session) : ISessionListener
    {
        public void Sent(SessionEvent sent)
        {
            if (sent.Hypothesis is { } hypothesis) rows.Change(session, hypothesis.UtteranceId, sent, row => row.Hear(hypothesis));
            else if (sent.Cancel is { } cancel) rows.Change(session, cancel.UtteranceId, sent, row => row.Cancel());
        }

        public void Received(SessionUpdate update)
        {
            if (update.Provisional is { Decision: { } decision } provisional)
                rows.Change(session, provisional.UtteranceId, update, row => row.Guess(decision));
        }

        public void Ended(UtteranceEnd end) => rows.Change(session, end.UtteranceId, end, row => row.Finish(end));
    }
}
