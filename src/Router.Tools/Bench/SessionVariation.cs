using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Playback;

namespace Router.Tools.Bench;

/// <summary>Makes sessions of a recording that differ from each other: in the client, and in the filler words before each utterance.</summary>
/// <param name="vary">Whether there are filler words.</param>
/// <param name="timeout">What each decision may take.</param>
/// <param name="seed">Of the random numbers.</param>
internal sealed class SessionVariation(bool vary, TimeSpan timeout, int seed)
{
    private readonly Fillers _fillers = new(seed);
    private int _sessions;

    /// <summary>A session of its own. Any number of threads may ask for one.</summary>
    public SessionScript Of(SessionScript recorded)
    {
        var client = $"bench-{Interlocked.Increment(ref _sessions)}";
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        return recorded with { Events = [.. recorded.Events.Select(timed => timed with { Event = Change(timed.Event.Clone()) })] };

        SessionEvent Change(SessionEvent sent)
        {
            if (sent.Start is { } start) (start.ClientId, start.TimeoutMs) = (client, (uint)timeout.TotalMilliseconds);
            if (vary && sent.Hypothesis is { Text.Length: > 0 } hypothesis) AddFillers(hypothesis);
            return sent;
        }

        void AddFillers(Hypothesis hypothesis)
        {
            if (!before.TryGetValue(hypothesis.UtteranceId, out var words))
                before.Add(hypothesis.UtteranceId, words = _fillers.Before(hypothesis.Text));
            hypothesis.Text = words + hypothesis.Text;
            foreach (var alternative in hypothesis.Alternatives) alternative.Text = words + alternative.Text;
        }
    }
}
