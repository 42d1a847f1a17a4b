using System.Diagnostics;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Testing;
using Router.Tools.Playback;

namespace Router.Tools.Tests.Playback;

/// <summary>The shipped sessions keep the rules that docs/recorded-sessions.md sets for them.</summary>
public sealed class SampleSessionsTests
{
    private static readonly string Folder = Path.Combine(Installation.Root, "samples", "sessions");

    [Fact]
    public async Task There_are_at_least_thirty_in_both_languages()
    {
        var languages = (await ReadAsync()).CountBy(session => session.Language).ToDictionary(StringComparer.Ordinal);

        Assert.Equal(["en", "zh"], languages.Keys.Order());
        Assert.True(languages.Values.Sum() >= 30);
        Assert.True(languages["en"] >= 10 && languages["zh"] >= 10);
    }

    [Fact]
    public async Task Each_begins_with_its_start_and_ends_with_its_end() => Assert.All(await ReadAsync(), session =>
    {
        Assert.Equal(SessionEvent.EventOneofCase.Start, session.Events[0].Event.EventCase);
        Assert.Equal(SessionEvent.EventOneofCase.End, session.Events[^1].Event.EventCase);
        Assert.All(session.Events.Skip(1).SkipLast(1), timed => Assert.True(timed.Event.Hypothesis is not null || timed.Event.Cancel is not null));
    });

    [Fact]
    public async Task Events_come_at_the_pace_of_speech() => Assert.All(await ReadAsync(), session =>
    {
        Assert.Equal(TimeSpan.Zero, session.Events[0].At);
        foreach (var (earlier, later) in session.Events.Zip(session.Events.Skip(1)))
        {
            var gap = (later.At - earlier.At).TotalMilliseconds;
            Assert.True(gap >= 80, $"{session.Name}: two events within {gap} ms");
            Assert.True(gap <= 8000, $"{session.Name}: nothing for {gap} ms");
        }
    });

    [Fact]
    public async Task An_utterance_grows_until_its_final_hypothesis_or_its_cancellation()
    {
        foreach (var session in await ReadAsync())
        {
            var ended = new HashSet<string>(StringComparer.Ordinal);
            var sequences = new Dictionary<string, uint>(StringComparer.Ordinal);
            foreach (var (_, message) in session.Events)
            {
                if (message.Cancel is { } cancel) Assert.True(sequences.ContainsKey(cancel.UtteranceId) && ended.Add(cancel.UtteranceId));
                if (message.Hypothesis is not { } hypothesis) continue;
                Assert.DoesNotContain(hypothesis.UtteranceId, ended);
                Assert.True(hypothesis.Sequence > sequences.GetValueOrDefault(hypothesis.UtteranceId), session.Name);
                Assert.InRange(hypothesis.Stability, 0, 1);
                Assert.InRange(hypothesis.Score, 0, 1);
                Assert.True(hypothesis.StartMs < hypothesis.EndMs, session.Name);
                Assert.False(string.IsNullOrWhiteSpace(hypothesis.Text), session.Name);
                sequences[hypothesis.UtteranceId] = hypothesis.Sequence;
                if (hypothesis.Final) ended.Add(hypothesis.UtteranceId);
            }
            Assert.Equal(sequences.Keys.Order(), ended.Order());
        }
    }

    [Fact]
    public async Task Among_them_are_revisions_cancellations_other_readings_and_finals_that_differ()
    {
        var sessions = await ReadAsync();
        var hypotheses = sessions.SelectMany(session => session.Events.Select(timed => timed.Event.Hypothesis).OfType<Hypothesis>()
            .GroupBy(hypothesis => hypothesis.UtteranceId).Select(group => group.ToArray())).ToArray();

        Assert.True(hypotheses.Count(Revised) >= 30);
        Assert.True(hypotheses.Count(utterance => utterance[^1].Alternatives.Count > 0) >= 20);
        Assert.True(hypotheses.Count(utterance => utterance[^1].Final && utterance.Length > 1 && utterance[^1].Text != utterance[^2].Text) >= 3);
        Assert.True(sessions.Sum(session => session.Events.Count(timed => timed.Event.Cancel is not null)) >= 3);

        static bool Revised(Hypothesis[] utterance) =>
            utterance.Zip(utterance.Skip(1)).Any(pair => !pair.Second.Text.StartsWith(pair.First.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_are_what_their_source_gives()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Installation.Root, "eng", "make-sessions.py"), "--check"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    private static Task<IReadOnlyList<SessionScript>> ReadAsync() => SessionScript.ReadAsync([Folder], CancellationToken.None);
}
