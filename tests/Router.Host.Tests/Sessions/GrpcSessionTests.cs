using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Router.Contracts.Protocol;
using Router.Testing;

namespace Router.Host.Tests.Sessions;

/// <summary>Sessions over gRPC, as a client speaks it that has no library: all events in one request, all updates in its answer.</summary>
[Collection(RouterCollection.Name)]
public sealed class GrpcSessionTests(RouterFixture router)
{
    private static readonly SessionEvent Start = new() { Start = new SessionStart { ClientId = "grpc" } };

    [Fact]
    public async Task Whatever_comes_before_it_a_final_hypothesis_gets_one_answer()
    {
        var final = new Hypothesis { UtteranceId = "a", Sequence = 3, Text = "wake me up at six", Final = true };
        final.Alternatives.Add([new HypothesisAlternative(), new HypothesisAlternative { Text = " " }, new HypothesisAlternative { Text = "x", Score = 9 }]);
        var (status, _, updates) = await StreamAsync(
            Start,
            Said(new Hypothesis { UtteranceId = "a", Sequence = 1, Text = "wake me", Stability = 7 }),
            Said(final),
            Said(final),
            Said(new Hypothesis { UtteranceId = "b", Text = "  ", Final = true }));

        Assert.Equal("0", status);
        Assert.DoesNotContain(updates, update => update.UpdateCase == SessionUpdate.UpdateOneofCase.Error);
        var answers = updates.Select(update => update.Final).OfType<FinalDecision>()
            .Select(answer => (answer.UtteranceId, answer.Decision.Outcome, answer.Decision.QueryId)).Distinct();
        Assert.Equal([("a", Outcome.Routed), ("b", Outcome.OutOfScope)], answers.Select(answer => (answer.UtteranceId, answer.Outcome)).Order());
    }

    [Fact]
    public async Task A_malformed_event_is_an_invalid_argument()
    {
        Assert.Equal("3", (await StreamAsync(Start, new SessionEvent())).Status);
        Assert.Equal("3", (await StreamAsync(Start, Start)).Status);
        Assert.Equal("3", (await StreamAsync(new SessionEvent())).Status);
    }

    [Fact]
    public async Task A_session_may_not_say_when_it_is_where_that_is_not_allowed() =>
        Assert.Equal("3", (await StreamAsync(new SessionEvent { Start = new SessionStart { Now = "2026-11-28T23:26:00+01:00" } })).Status);

    [Fact]
    public async Task Fields_that_are_wrong_are_named_as_in_the_proto()
    {
        await AssertNamesAsync("timeout_ms", new SessionStart { TimeoutMs = uint.MaxValue });
        await AssertNamesAsync("time_zone", new SessionStart { TimeZone = "Mars/Olympus" });
        await AssertNamesAsync("client_id", new SessionStart { ClientId = new string('c', 129) });
        await AssertNamesAsync("context.A", new SessionStart { Context = { ["A"] = new string('v', 257) } });
        var (_, _, updates) = await StreamAsync(Start, Said(new Hypothesis { Text = "wake me", Final = true }));
        var error = Assert.Single(updates.Select(update => update.Error).OfType<UtteranceError>());
        Assert.Equal("utterance_id", error.Field);
        Assert.StartsWith("utterance_id: ", error.Message, StringComparison.Ordinal);
    }

    private async Task AssertNamesAsync(string field, SessionStart start)
    {
        var (status, message, _) = await StreamAsync(new SessionEvent { Start = start });
        Assert.Equal("3", status);
        Assert.StartsWith(field + ": ", message, StringComparison.Ordinal);
    }

    private static SessionEvent Said(Hypothesis hypothesis) => new() { Hypothesis = hypothesis };

    private async Task<(string Status, string Message, IReadOnlyList<SessionUpdate> Updates)> StreamAsync(params SessionEvent[] events)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(router.Server.GrpcAddress!, "/router.v1.Router/Stream"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. events.SelectMany(Frame)]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        HttpHeaders end = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        var message = end.TryGetValues("grpc-message", out var messages) ? Uri.UnescapeDataString(messages.Single()) : "";
        return (end.GetValues("grpc-status").Single(), message, [.. Read(body)]);
    }

    /// <summary>A message after its length (gRPC over HTTP/2, Length-Prefixed-Message).</summary>
    private static byte[] Frame(SessionEvent message)
    {
        var bytes = message.ToByteArray();
        return [0, 0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static IEnumerable<SessionUpdate> Read(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return SessionUpdate.Parser.ParseFrom(body, at + 5, length);
            at += 5 + length;
        }
    }
}
