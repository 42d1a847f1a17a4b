using System.Text.Json.Nodes;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Testing;
using Router.Tools.Playback;

namespace Router.Tools.Tests.Playback;

public sealed class SessionScriptTests
{
    [Fact]
    public void Every_field_of_an_event_is_read()
    {
        var start = Read("""{"type": "start", "language": "en", "context": {"room": "hall"}, "clientId": "c", "priority": "high", "timeoutMs": 700, "timeZone": "Asia/Kolkata", "now": "2026-11-28T23:26:00+05:30"}""").Start;
        var hypothesis = Read(
            """
            {"type": "hypothesis", "utteranceId": "u", "sequence": 3, "text": "关灯", "final": true, "stability": 0.5,
             "alternatives": [{"text": "关等", "score": 0.25}], "startMs": 10, "endMs": 20, "score": 0.75}
            """).Hypothesis;

        Assert.Equal(("en", "hall", "c", Priority.High, 700u), (start.Language, start.Context["room"], start.ClientId, start.Priority, start.TimeoutMs));
        Assert.Equal(("Asia/Kolkata", "2026-11-28T23:26:00+05:30"), (start.TimeZone, start.Now));
        Assert.Equal(("u", 3u, "关灯", true, 0.5), (hypothesis.UtteranceId, hypothesis.Sequence, hypothesis.Text, hypothesis.Final, hypothesis.Stability));
        Assert.Equal((10u, 20u, 0.75), (hypothesis.StartMs, hypothesis.EndMs, hypothesis.Score));
        Assert.Equal(("关等", 0.25), (hypothesis.Alternatives.Single().Text, hypothesis.Alternatives.Single().Score));
        Assert.Equal("u", Read("""{"type": "cancel", "utteranceId": "u"}""").Cancel.UtteranceId);
        Assert.NotNull(Read("""{"type": "end"}""").End);
    }

    [Fact]
    public void A_session_that_is_said_at_a_time_has_it_in_its_start_alone()
    {
        var script = new SessionScript("a", [new(default, Read("""{"type": "start", "clientId": "c"}""")), new(default, Read("""{"type": "end"}"""))]);
        var said = script.SaidAt(new DateTimeOffset(2026, 11, 28, 23, 26, 0, TimeSpan.FromHours(5.5)));

        Assert.Equal(("c", "2026-11-28T23:26:00+05:30"), (said.Events[0].Event.Start.ClientId, said.Events[0].Event.Start.Now));
        Assert.Equal("", script.Events[0].Event.Start.Now);
        Assert.Same(script.Events[1].Event, said.Events[1].Event);
    }

    [Theory]
    [InlineData("[]", "at and event")]
    [InlineData("""{"at": 1}""", "at and event")]
    [InlineData("""{"at": "1", "event": {"type": "end"}}""", "at is \"1\"; a number")]
    [InlineData("""{"at": -1, "event": {"type": "end"}}""", "must not go down")]
    [InlineData("""{"at": 1, "event": {"type": "ende"}}""", "type is 'ende'")]
    [InlineData("""{"at": 1, "event": {"kind": "end"}}""", "type is ''")]
    [InlineData("""{"at": 1, "event": {"type": "hypothesis", "utterance": "u"}}""", "utterance")]
    [InlineData("""{"at": 1, "event": {"type": "hypothesis", "sequence": -1}}""", "1")]
    [InlineData("""{"at": 1, "event": {"type": "start", "priority": "highest"}}""", "HIGHEST")]
    public async Task A_line_that_is_no_event_is_named_with_what_is_wrong(string line, string named)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["a.jsonl"], "\n" + line);

        var failure = await Assert.ThrowsAsync<FormatException>(() => SessionScript.ReadAsync([directory["a.jsonl"]], CancellationToken.None));

        Assert.Contains("a.jsonl:2: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_may_repeat_but_not_go_down()
    {
        using var directory = new TemporaryDirectory();
        const string End = """{"at": 5, "event": {"type": "end"}}""";
        await File.WriteAllTextAsync(directory["same.jsonl"], $"{End}\n{End}");
        await File.WriteAllTextAsync(directory["down.jsonl"], $"{End}\n{End.Replace('5', '4')}");

        Assert.Equal(2, (await SessionScript.ReadAsync([directory["same.jsonl"]], CancellationToken.None)).Single().Events.Count);
        await Assert.ThrowsAsync<FormatException>(() => SessionScript.ReadAsync([directory["down.jsonl"]], CancellationToken.None));
    }

    [Fact]
    public async Task A_directory_gives_its_sessions_by_name_and_a_file_without_events_is_none()
    {
        using var directory = new TemporaryDirectory();
        foreach (var name in new[] { "b", "a" }) await File.WriteAllTextAsync(directory[$"{name}.jsonl"], """{"at": 0.5, "event": {"type": "end"}}""");
        await File.WriteAllTextAsync(directory["c.txt"], "no session");

        var sessions = await SessionScript.ReadAsync([directory.Path], CancellationToken.None);
        Assert.Equal(["a", "b"], sessions.Select(session => session.Name));
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), sessions[0].Events[0].At);

        await Assert.ThrowsAsync<FormatException>(() => SessionScript.ReadAsync([directory["c.txt"]], CancellationToken.None));
        await File.WriteAllTextAsync(directory["d.jsonl"], "\n");
        await Assert.ThrowsAsync<FormatException>(() => SessionScript.ReadAsync([directory["d.jsonl"]], CancellationToken.None));
        await Assert.ThrowsAnyAsync<IOException>(() => SessionScript.ReadAsync([directory["e.jsonl"]], CancellationToken.None));
    }

    private static SessionEvent Read(string json) => SessionScript.ReadEvent(JsonNode.Parse(json)!.AsObject());
}
