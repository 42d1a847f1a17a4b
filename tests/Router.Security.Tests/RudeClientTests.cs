using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Host.Tests.Security;
using Router.Host.Tests.Sessions;

namespace Router.Security.Tests;

/// <summary>What clients that break off or send rubbish leave in a node's log: no error. Kestrel warns of a machine that is slow, so warnings do not count.</summary>
[Collection(RouterCollection.Name)]
public sealed class RudeClientTests : IAsyncLifetime
{
    private readonly CapturedLog _log = new(LogLevel.Error, except: "Grpc.");
    private RouterServer? _server;

    public async Task InitializeAsync() => _server = await RouterServer.StartAsync(Installation.Configuration(), _log, TimeProvider.System, CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Streams_that_are_reset_at_any_moment_leave_no_line()
    {
        using (var channel = GrpcChannel.ForAddress(_server!.GrpcAddress!))
        {
            var client = new Contracts.Protocol.Router.RouterClient(channel);
            for (var i = 0; i < 100; i++)
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
        }
        await DrainedAsync();

        Assert.True(_log.Text.Length == 0, _log.Text);
    }

    [Fact]
    public async Task WebSockets_that_break_off_leave_no_line()
    {
        for (var i = 0; i < 50; i++)
        {
            using var client = await SessionClient.OpenAsync(_server!.Address);
            await client.SendAsync("""{"type": "start"}""");
            await client.Socket.SendAsync(
                """{"type": "hypothesis", "utteranceId": "a", "text": "wake me up", "final": true}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: i % 2 == 0, CancellationToken.None);
            client.Socket.Abort();
        }
        await DrainedAsync();

        Assert.True(_log.Text.Length == 0, _log.Text);
    }

    [Theory]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("7fffffffffffffff\r\n")]
    [InlineData("80000000\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nhelloXX")]
    public async Task A_chunk_that_is_none_is_the_clients_fault(string chunk)
    {
        var response = await SendAsync($"POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}", shut: false);

        Assert.Matches("^HTTP/1.1 4(00|13) ", response);
        await DrainedAsync();
        Assert.True(_log.Text.Length == 0, _log.Text);
    }

    [Fact]
    public async Task Bodies_that_end_too_early_leave_no_line()
    {
        for (var i = 0; i < 20; i++)
            await SendAsync("POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"text\"", shut: true);
        await DrainedAsync();

        Assert.True(_log.Text.Length == 0, _log.Text);
    }

    /// <summary>Stops the server, so that all that it will ever say is said.</summary>
    private async Task DrainedAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    private async Task<string> SendAsync(string request, bool shut)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _server!.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        if (shut)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            return "";
        }
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
