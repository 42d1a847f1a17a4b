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
        var (status, updates) = await StreamAsync(
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

    private static SessionEvent Said(Hypothesis hypothesis) => new() { Hypothesis = hypothesis };

    private async Task<(string Status, IReadOnlyList<SessionUpdate> Updates)> StreamAsync(params SessionEvent[] events)
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
        var status = response.TrailingHeaders.TryGetValues("grpc-status", out var trailers) ? trailers : response.Headers.GetValues("grpc-status");
        return (status.Single(), [.. Read(body)]);
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
