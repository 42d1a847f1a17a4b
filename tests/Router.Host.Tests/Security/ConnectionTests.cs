using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Host.Tests.Http;

namespace Router.Host.Tests.Security;

/// <summary>Clients that open connections and do not use them.</summary>
public sealed class ConnectionTests
{
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private readonly ArmedClock _time = new();

    [Fact]
    public async Task Silent_connections_shut_nobody_out()
    {
        await using var http = await StartAsync(OpenDoors.Connections with { Max = 3 });
        using var first = await ConnectAsync(http.Address);
        using var second = await ConnectAsync(http.Address);
        using var used = await ConnectAsync(http.Address);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(used), StringComparison.Ordinal);

        using var late = await ConnectAsync(http.Address);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(late), StringComparison.Ordinal);

        Assert.Equal(0, await EndAsync(first));
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(used), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_answered_a_moment_ago_makes_no_room()
    {
        await using var http = await StartAsync(OpenDoors.Connections with { Max = 1 });
        using var used = await ConnectAsync(http.Address);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(used), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        await AssertRefusedAsync(http.Address);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(used), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(1));
        using var late = await ConnectAsync(http.Address);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(late), StringComparison.Ordinal);
        Assert.Equal(0, await EndAsync(used));
    }

    [Fact]
    public async Task Prefaces_alone_shut_nobody_out()
    {
        await using var router = await TestRouter.StartAsync(
            (_, _) => Task.FromResult(new RouteDecision { Text = "in" }), connections: OpenDoors.Connections with { Max = 3 });
        var silent = new List<TcpClient>();
        for (var i = 0; i < 5; i++)
        {
            silent.Add(await ConnectAsync(router.Address));
            await silent[i].GetStream().WriteAsync(Preface);
            await silent[i].GetStream().ReadExactlyAsync(new byte[9]);
        }

        Assert.Equal("in", (await router.Client.RouteAsync(new RouteRequest { Text = "a" })).Text);
        silent.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Connections_with_calls_under_way_are_kept_and_those_over_the_bound_of_their_address_are_not()
    {
        var (under, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var router = await TestRouter.StartAsync(
            async (_, _) =>
            {
                under.SetResult();
                await release.Task;
                return new RouteDecision { Text = "in" };
            },
            connections: OpenDoors.Connections with { MaxPerAddress = 1 });
        var call = router.Client.RouteAsync(new RouteRequest { Text = "a" });
        await under.Task;

        await AssertRefusedAsync(router.Address);
        release.SetResult();

        Assert.Equal("in", (await call).Text);
    }

    [Fact]
    public async Task A_connection_without_calls_is_closed_after_a_while()
    {
        var limits = OpenDoors.Connections with { IdleTimeout = TimeSpan.FromMinutes(2) };
        await using var http = await StartAsync(limits);
        using var client = await ConnectAsync(http.Address);
        await _time.ArmedAsync();
        _time.Advance(limits.IdleTimeout - TimeSpan.FromSeconds(1));
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(client), StringComparison.Ordinal);
        _time.Forget();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.ArmedAsync();
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(client), StringComparison.Ordinal);

        _time.Advance(limits.IdleTimeout);

        Assert.Equal(0, await EndAsync(client));
    }

    [Fact]
    public async Task A_connection_of_a_great_age_ends_with_its_next_answer()
    {
        var limits = OpenDoors.Connections with { MaxAge = TimeSpan.FromHours(1) };
        var ended = new TaskCompletionSource();
        await using var router = await TestRouter.StartAsync(
            stream: async (requests, responses, _) =>
            {
                while (await requests.MoveNext(CancellationToken.None)) await responses.WriteAsync(new SessionUpdate());
                ended.SetResult();
            },
            time: _time, connections: limits);
        using var session = router.Client.Stream();
        await session.RequestStream.WriteAsync(new SessionEvent());
        Assert.True(await session.ResponseStream.MoveNext(CancellationToken.None));

        _time.Advance(limits.MaxAge);

        await session.RequestStream.WriteAsync(new SessionEvent());
        Assert.True(await session.ResponseStream.MoveNext(CancellationToken.None));
        await session.RequestStream.CompleteAsync();
        Assert.False(await session.ResponseStream.MoveNext(CancellationToken.None));
        await ended.Task;
    }

    private Task<HttpFrontEnd> StartAsync(ConnectionSettings connections) => HttpFrontEnd.StartAsync(
        GateTests.Options(port: 0) with { Listener = OpenDoors.Listener("router.http", connections) }, new NodeGate("node-1"), OpenDoors.Services(time: _time), CancellationToken.None);

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var (buffer, length) = (new byte[4096], 0);
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await client.GetStream().ReadAsync(buffer.AsMemory(length));
            if (read == 0) break;
            length += read;
        }
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    /// <summary>What a client reads of a connection that the server ends: nothing, whether it is told or not.</summary>
    private static async Task AssertRefusedAsync(Uri address)
    {
        using var refused = new TcpClient();
        await refused.ConnectAsync(IPAddress.Loopback, address.Port).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(0, refused.Connected ? await EndAsync(refused) : 0);
    }

    private static async Task<int> EndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
