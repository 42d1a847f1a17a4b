using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Router.Host.Http;
using Router.Host.Listeners;

namespace Router.Host.Tests.Security;

/// <summary>What a client of HTTP/1.1 sends before anybody reads it.</summary>
public sealed class ReadAheadTests : IAsyncDisposable
{
    private const int Largest = 1024 * 1024;

    private readonly TaskCompletionSource _under = new();
    private readonly TaskCompletionSource _answer = new();
    private WebApplication? _server;

    public async ValueTask DisposeAsync()
    {
        _answer.TrySetResult();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_behind_a_request_that_is_being_answered_stays_with_its_client()
    {
        using var client = new TcpClient { SendBufferSize = 16 * 1024 };
        await client.ConnectAsync(IPAddress.Loopback, (await StartAsync()).Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await _under.Task;

        var sending = client.GetStream().WriteAsync(new byte[Largest]).AsTask();

        // A slow machine may not have taken what it would take: this test never fails for that.
        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_the_largest_size_comes_through(bool chunked)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, await StartAsync()) { Content = new ByteArrayContent(new byte[Largest]) };
        request.Headers.TransferEncodingChunked = chunked;
        var sending = client.SendAsync(request);
        await _under.Task;

        _answer.SetResult();

        using var response = await sending;
        Assert.Equal($"{Largest}", await response.Content.ReadAsStringAsync());
    }

    /// <summary>A server that looks at a request when it is told to, and answers with the length of its body. The kernel keeps little for it.</summary>
    private async Task<Uri> StartAsync()
    {
        var services = OpenDoors.Services();
        // The server counts what stands between chunks as well.
        var builder = HttpPipeline.CreateBuilder(OpenDoors.Listener("router.http"), services, limits => limits.MaxRequestBodySize = 2 * Largest);
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.ReceiveBufferSize = 16 * 1024;
            return socket;
        });
        _server = builder.Build();
        _server.Use(next => new IncomingBodyMiddleware(next, services.Intake, Largest).InvokeAsync);
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        return Listener.AddressOf(_server);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _under.TrySetResult();
        await _answer.Task;
        var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
        await http.Response.WriteAsync($"{read.Buffer.Length}");
    }
}
