using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Bench;
using Router.Tools.Playback;

namespace Router.Tools.Tests.Bench;

public sealed class SessionVariationTests
{
    private static readonly SessionScript Recorded = new("recorded",
    [
        new(TimeSpan.Zero, new SessionEvent { Start = new SessionStart { Language = "en", ClientId = "recorded" } }),
        new(TimeSpan.FromSeconds(1), Hypothesis("u1", "turn")),
        new(TimeSpan.FromSeconds(2), Hypothesis("u1", "turn on", "turn off")),
        new(TimeSpan.FromSeconds(3), Hypothesis("u2", "打开窗帘")),
        new(TimeSpan.FromSeconds(4), new SessionEvent { End = new EndSession() }),
    ]);

    [Fact]
    public void Each_session_has_a_client_and_a_deadline_of_its_own()
    {
        var variation = new SessionVariation(vary: true, TimeSpan.FromMilliseconds(700), seed: 1);

        var starts = Enumerable.Range(0, 3).Select(_ => variation.Of(Recorded).Events[0].Event.Start).ToArray();

        Assert.Equal(3, starts.Select(start => start.ClientId).Distinct().Count());
        Assert.All(starts, start => Assert.Equal(("en", 700u), (start.Language, start.TimeoutMs)));
    }

    [Fact]
    public void All_hypotheses_of_an_utterance_have_the_same_words_in_front()
    {
        var varied = new SessionVariation(vary: true, TimeSpan.FromSeconds(1), seed: 1).Of(Recorded);

        var texts = varied.Events.Select(timed => timed.Event.Hypothesis).OfType<Hypothesis>().ToArray();
        var words = texts[0].Text[..^"turn".Length];
        Assert.Equal((words + "turn", words + "turn on", words + "turn off"), (texts[0].Text, texts[1].Text, texts[1].Alternatives[0].Text));
        Assert.Equal(4, words.Split(' ').Length);
        Assert.EndsWith("打开窗帘", texts[2].Text, StringComparison.Ordinal);
        Assert.Equal(Recorded.Events.Select(timed => timed.At), varied.Events.Select(timed => timed.At));
    }

    [Fact]
    public void The_recording_itself_stays_as_it_is_and_so_do_texts_where_that_is_asked_for()
    {
        var before = Recorded.Events.Select(timed => timed.Event.Clone()).ToArray();
        var asRecorded = new SessionVariation(vary: false, TimeSpan.FromSeconds(1), seed: 1).Of(Recorded);

        Assert.Equal(before, Recorded.Events.Select(timed => timed.Event));
        Assert.Equal(before.Skip(1), asRecorded.Events.Skip(1).Select(timed => timed.Event));
    }

    private static SessionEvent Hypothesis(string utterance, string text, params string[] alternatives)
    {
        var hypothesis = new Hypothesis { UtteranceId = utterance, Text = text };
        hypothesis.Alternatives.Add(alternatives.Select(other => new HypothesisAlternative { Text = other }));
        return new SessionEvent { Hypothesis = hypothesis };
    }
}
