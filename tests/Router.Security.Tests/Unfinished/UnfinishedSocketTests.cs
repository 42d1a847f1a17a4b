using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Router.Contracts;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Tests;

namespace Router.Security.Tests.Unfinished;

/// <summary>Messages over WebSockets whose client does not finish what it sends.</summary>
public sealed class UnfinishedSocketTests
{
    private readonly ArmedClock _time = new();

    [Fact]
    public async Task A_WebSocket_may_be_silent_between_messages()
    {
        await using var sockets = await Sockets.OpenAsync(_time);
        var events = sockets.Events();
        await sockets.SendAsync("""{"type": "end"}""", whole: true);
        Assert.True(await events.MoveNextAsync());

        _time.Advance(TimeSpan.FromHours(1));
        await sockets.SendAsync("""{"type": "end"}""", whole: true);

        Assert.True(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_WebSocket_may_not_be_silent_before_its_first_message_or_within_one(bool hasFirst, bool hasPart)
    {
        await using var sockets = await Sockets.OpenAsync(_time);
        var events = sockets.Events();
        if (hasFirst)
        {
            await sockets.SendAsync("""{"type": "end"}""", whole: true);
            Assert.True(await events.MoveNextAsync());
        }
        var next = events.MoveNextAsync().AsTask();
        if (hasPart) await sockets.SendAsync("""{"type": """, whole: false);
        for (var i = 0; i < (hasFirst ? 2 : 1); i++) await _time.ArmedAsync();

        _time.Advance(OpenDoors.Intake.Timeout);

        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => next);

        Assert.Equal(ErrorCodes.DeadlineExceeded, ended.Error.Code);
    }

    [Fact]
    public async Task A_part_of_a_message_counts_until_the_session_ends()
    {
        await using var sockets = await Sockets.OpenAsync(_time, maxBytes: 100);
        var events = sockets.Events();
        await sockets.SendAsync(new string(' ', 60), whole: false);
        await sockets.SendAsync(new string(' ', 60), whole: false);

        var ended = await Assert.ThrowsAsync<SessionEndedException>(async () => await events.MoveNextAsync());

        Assert.Equal((ErrorCodes.ResourceExhausted, 60), (ended.Error.Code, sockets.Intake.Bytes.Held));
        await sockets.DisposeAsync();
        Assert.Equal(0, sockets.Intake.Bytes.Held);
    }

    /// <summary>Both ends of a WebSocket.</summary>
    private sealed class Sockets(WebSocket client, WebSocket server, Intake intake) : IAsyncDisposable
    {
        private readonly IncomingMessages _messages = new(server, 64 * 1024, intake);

        public Intake Intake => intake;

        public static async Task<Sockets> OpenAsync(TimeProvider time, long maxBytes = 1024 * 1024)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            var server = await listener.AcceptTcpClientAsync();
            return new Sockets(
                WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions()),
                WebSocket.CreateFromStream(server.GetStream(), new WebSocketCreationOptions { IsServer = true }),
                new Intake(OpenDoors.Intake with { MaxBytes = maxBytes }, time));
        }

        public IAsyncEnumerator<SessionEvent> Events() => new WebSocketSession(server, _messages).ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        public Task SendAsync(string text, bool whole) => client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, whole, CancellationToken.None);

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            server.Dispose();
            _messages.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
