using System.Net.Sockets;
using System.Text;

namespace Router.Host.Tests.Security;

/// <summary>Which names a server answers to, asked byte by byte.</summary>
public sealed class HostTests
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /// <summary>A starting node says 503 to whom it would answer.</summary>
    [Theory]
    [InlineData("localhost", 503)]
    [InlineData("LOCALHOST:8080", 503)]
    [InlineData("127.0.0.1", 503)]
    [InlineData("192.0.2.7:1234", 503)]
    [InlineData("[::1]:8080", 503)]
    [InlineData("router.example.org", 503)]
    [InlineData("Router.Example.Org:9", 503)]
    [InlineData("a.b.example.net", 503)]
    [InlineData("example.net", 400)]
    [InlineData("evil.example.org", 400)]
    [InlineData("localhost.example.org", 400)]
    [InlineData("127.0.0.1.example.org", 400)]
    [InlineData("xrouter.example.org", 400)]
    public async Task A_name_that_the_server_does_not_have_is_refused(string host, int status)
    {
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(), allowedHosts: ["router.example.org", "*.example.net"]);

        var subsystems = await AskAsync(doors, $"GET /v1/subsystems HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        var socket = await AskAsync(doors, $"GET /v1/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{Upgrade}\r\n");
        var health = await AskAsync(doors, $"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.Equal((status, status, 200), (StatusOf(subsystems), StatusOf(socket), StatusOf(health)));
        if (status == 400) Assert.Contains("router.http.allowed-hosts", subsystems, StringComparison.Ordinal);
        if (status == 400) Assert.DoesNotContain(host, subsystems, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_asterisk_allows_every_name()
    {
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(), allowedHosts: "*");

        Assert.Equal(503, StatusOf(await AskAsync(doors, "GET /v1/subsystems HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n")));
    }

    private static int StatusOf(string response) => int.Parse(response.AsSpan("HTTP/1.1 ".Length, 3));

    private static async Task<string> AskAsync(SecuredDoors doors, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", doors.Client.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[4096];
        var length = 0;
        // The head and the short body come in one or two pieces.
        while (!Encoding.UTF8.GetString(buffer, 0, length).EndsWith('}'))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length));
            if (read == 0) break;
            length += read;
        }
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
