using System.Net.WebSockets;
using System.Text;
using Grpc.Net.Client;
using Router.Contracts.Protocol;
using Router.Host.Tests.Sessions;
using Router.Security.Tests.Wire;

namespace Router.Security.Tests;

/// <summary>Clients that break off or send rubbish: none of it is an error of the node.</summary>
[Collection(AttackedCollection.Name)]
public sealed class RudeClientTests(AttackedServer server)
{
    private const string Post = "POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    [Fact]
    public Task Streams_that_are_reset_at_any_moment_leave_no_line() => server.ForgetsAsync(async () =>
    {
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var client = new Contracts.Protocol.Router.RouterClient(channel);
        for (var i = 0; i < Effort.Times(100); i++)
        {
            using var gone = new CancellationTokenSource();
            var route = client.RouteAsync(new RouteRequest { Text = "wake me up" }, cancellationToken: gone.Token).ResponseAsync;
            using var session = client.Stream(cancellationToken: gone.Token);
            await session.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart() }, CancellationToken.None);
            if (i % 2 == 0) await session.ResponseStream.MoveNext(CancellationToken.None);
            await session.RequestStream.WriteAsync(new SessionEvent { Hypothesis = new Hypothesis { UtteranceId = "a", Text = "wake me up", Final = true } }, CancellationToken.None);
            await gone.CancelAsync();
            await route.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    });

    [Fact]
    public Task WebSockets_that_break_off_leave_no_line() => server.ForgetsAsync(async () =>
    {
        for (var i = 0; i < Effort.Times(50); i++)
        {
            using var client = await SessionClient.OpenAsync(server.Http);
            await client.SendAsync("""{"type": "start"}""");
            await client.Socket.SendAsync(
                """{"type": "hypothesis", "utteranceId": "a", "text": "wake me up", "final": true}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: i % 2 == 0, CancellationToken.None);
            client.Socket.Abort();
        }
    });

    [Theory]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("7fffffffffffffff\r\n")]
    [InlineData("80000000\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nhelloXX")]
    public Task A_chunk_that_is_none_is_the_clients_fault(string chunk) => server.SurvivesAsync(async () =>
        Assert.Matches("^4(00|08|13)$", await RawHttp.SendAsync(server.Http, $"{Post}Transfer-Encoding: chunked\r\n\r\n{chunk}")));

    [Fact]
    public Task Bodies_that_end_too_early_leave_no_line() => server.SurvivesAsync(async () =>
    {
        for (var i = 0; i < Effort.Times(20); i++)
            await RawHttp.SendAsync(server.Http, Encoding.ASCII.GetBytes($"{Post}Content-Length: 100\r\n\r\n{{\"text\""), isAll: true);
    });
}
