using Router.Contracts.Protocol;
using Router.Host;

namespace Router.Tools.Playback;

/// <summary>Learns what happens in a session that is played. May be called by two threads: one that sends and one that receives.</summary>
internal interface ISessionListener
{
    /// <summary>An event was sent.</summary>
    void Sent(SessionEvent sent);

    /// <summary>An update came.</summary>
    void Received(SessionUpdate update);

    /// <summary>An utterance whose final hypothesis was, or should have been, sent has ended; told once for each.</summary>
    void Ended(UtteranceEnd end);
}

/// <summary>How an utterance ended.</summary>
/// <param name="UtteranceId">Which.</param>
/// <param name="Latency">From its final hypothesis to its end; zero when that was never sent.</param>
internal sealed record UtteranceEnd(string UtteranceId, TimeSpan Latency)
{
    /// <summary>The decision; null when there is none.</summary>
    public FinalDecision? Decision { get; init; }

    /// <summary>The kind of error in the place of a decision, such as <c>DEADLINE_EXCEEDED</c>.</summary>
    public string? Error { get; init; }

    /// <summary>The error in words.</summary>
    public string? Detail { get; init; }
}
