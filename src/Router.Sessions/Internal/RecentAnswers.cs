using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>
/// The final decisions of the last two seconds. Some recognisers say a final hypothesis twice; whoever acts on decisions must be able to
/// see that it is one request, not two. Later an utterance's name may be used again.
/// </summary>
/// <param name="most">Decisions kept in mind.</param>
/// <param name="time">The clock.</param>
internal sealed class RecentAnswers(int most, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly Queue<(Hypothesis Hypothesis, FinalDecision Answer, long At)> _answers = [];

    /// <summary>Keeps an answer in mind.</summary>
    public void Add(Hypothesis hypothesis, FinalDecision answer)
    {
        Forget();
        if (_answers.Count == most) _answers.Dequeue();
        _answers.Enqueue((hypothesis, answer, time.GetTimestamp()));
    }

    /// <summary>The answer to the same final hypothesis; null when there was none lately.</summary>
    public FinalDecision? Find(Hypothesis hypothesis)
    {
        Forget();
        foreach (var (answered, answer, _) in _answers)
        {
            if ((answered.UtteranceId, answered.Sequence, answered.Text) == (hypothesis.UtteranceId, hypothesis.Sequence, hypothesis.Text)) return answer;
        }
        return null;
    }

    private void Forget()
    {
        while (_answers.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Memory) _answers.Dequeue();
    }
}
