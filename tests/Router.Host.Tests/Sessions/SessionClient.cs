using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Router.Host.Tests.Sessions;

/// <summary>A session over a WebSocket, as a voice front end has one.</summary>
internal sealed class SessionClient : IDisposable
{
    /// <summary>Longer than anything here takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public ClientWebSocket Socket { get; } = new();

    /// <summary>Where a server opens sessions.</summary>
    public static Uri AddressOf(Uri server) => new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/v1/stream" }.Uri;

    /// <summary>Opens a session, with a key if one is given.</summary>
    public static async Task<SessionClient> OpenAsync(Uri server, string? key = null)
    {
        var client = new SessionClient();
        if (key is not null) client.Socket.Options.SetRequestHeader("X-Api-Key", key);
        await client.Socket.ConnectAsync(AddressOf(server), CancellationToken.None);
        return client;
    }

    public Task SendAsync(string message) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message, of the type if one is named: those before it of other types are passed over.</summary>
    public async Task<JsonElement> ReceiveAsync(string? type = null)
    {
        while (true)
        {
            var message = await ReceiveOneAsync();
            if (type is null) return message;
            Assert.True(message.TryGetProperty("type", out var found), $"{message}");
            if (found.GetString() == type) return message;
        }
    }

    public async Task ExpectCloseAsync(WebSocketCloseStatus status)
    {
        using var limit = new CancellationTokenSource(Patience);
        var received = await Socket.ReceiveAsync(new byte[1024], limit.Token);
        Assert.Equal((WebSocketMessageType.Close, (WebSocketCloseStatus?)status), (received.MessageType, received.CloseStatus));
        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
    }

    public void Dispose() => Socket.Dispose();

    private async Task<JsonElement> ReceiveOneAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var (buffer, length) = (new byte[64 * 1024], 0);
        while (true)
        {
            var received = await Socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            Assert.Equal(WebSocketMessageType.Text, received.MessageType);
            length += received.Count;
            if (received.EndOfMessage) return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement;
        }
    }
}
