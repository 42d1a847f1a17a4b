using System.Net.Sockets;
using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.Frames;

namespace Router.Security.Tests.Http2;

/// <summary>Frames that may be, in numbers that no client has a use for, on the gRPC port.</summary>
[Collection(AttackedCollection.Name)]
public sealed class FloodTests(AttackedServer server)
{
    private static readonly byte[] Call = Hpack.Call("Route");

    /// <summary>Long enough for a server that reads to have read, short enough for a test of one that does not.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(2);

    /// <summary>What the server does depends on how fast it is: it ends the connection when calls that were reset wait to be cleared away.</summary>
    [Theory]
    [InlineData("by the client")]
    [InlineData("by the server")]
    public Task Streams_that_are_reset_at_once_cost_others_nothing(string by) => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        var outcome = await connection.SendAsync(Each(20_000, i =>
            [.. Headers(1 + (2 * i), Call), .. by == "by the client" ? Reset(1 + (2 * i)) : WindowUpdate(1 + (2 * i), int.MaxValue)]));

        Assert.Contains(outcome.End, new[] { "EnhanceYourCalm", "closed", "open" });
    });

    [Fact]
    public Task A_header_block_that_goes_on_and_on_ends_its_connection() => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        var more = Continuation(1, Hpack.Literal("x", new string('x', 16_000)));

        var outcome = await connection.SendToTheEndAsync([Headers(1, Call, flags: 0), .. Each(2_000, _ => more)]);

        Assert.Equal("Protocol", outcome.End);
    });

    [Fact]
    public Task A_header_block_in_empty_pieces_ends_its_connection() => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        var nothing = Continuation(1, []);

        var outcome = await connection.SendToTheEndAsync([Headers(1, Call, flags: 0), .. Each(50_000, _ => nothing)]);

        // What is left unread as the server closes may reset the connection ahead of its last word.
        Assert.Contains(outcome.End, new[] { "Internal", "closed" });
    });

    [Theory]
    [InlineData("SETTINGS")]
    [InlineData("PING")]
    [InlineData("PRIORITY")]
    [InlineData("WINDOW_UPDATE")]
    [InlineData("unknown")]
    public Task Frames_that_ask_for_little_are_answered_however_many_come(string kind) => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        var outcome = await connection.SendAsync(Each(50_000, i => Little(kind, i)));

        Assert.Equal("open", outcome.End);
    });

    [Theory]
    [InlineData("SETTINGS")]
    [InlineData("PING")]
    public Task A_client_that_does_not_read_the_answers_is_not_read_from(string kind) => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        const int Count = 4_000_000;

        // What the kernel keeps for both ends of a connection is some MiB; the frames are 36 to 68 MB.
        Assert.InRange(await connection.StuffAsync(Enumerable.Range(0, Count).Select(i => Little(kind, i)), Stall), 1, 30 << 20);
    });

    [Fact]
    public Task Empty_DATA_is_no_progress() => server.ForgetsAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        var nothing = Data(1, []);

        var outcome = await connection.SendAsync([Headers(1, Call), .. Each(50_000, _ => nothing)]);

        Assert.Equal("open", outcome.End);
    });

    [Fact]
    public Task Prefaces_alone_on_many_connections_cost_little() => server.ForgetsAsync(async () =>
    {
        // One address may have 256 connections, and the ordinary client has one of them.
        var connections = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Http2Connection.OpenAsync(server.Grpc)));
        foreach (var connection in connections) connection.Dispose();
    });

    [Fact]
    public Task More_connections_than_an_address_may_have_shut_nobody_out() => server.ForgetsAsync(async () =>
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => TryConnectAsync(i % 2 == 0 ? server.Grpc : server.Http)));
        foreach (var connection in connections) connection?.Dispose();
    });

    /// <returns>Null where the server had no room.</returns>
    private static async Task<Http2Connection?> TryConnectAsync(Uri address)
    {
        try
        {
            return await Http2Connection.ConnectAsync(address);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static byte[] Little(string kind, int i) => kind switch
    {
        "SETTINGS" => Settings((InitialWindowSize, (uint)i)),
        "PING" => Ping(i),
        "PRIORITY" => Priority(1 + (2 * (i % 1000)), 3 + (2 * (i % 1000))),
        "WINDOW_UPDATE" => WindowUpdate(0, 1),
        _ => Frame((FrameType)0x42, 0xFF, 0, new byte[8]),
    };

    private static IEnumerable<byte[]> Each(int count, Func<int, byte[]> frame) => Enumerable.Range(0, Effort.Times(count)).Select(frame);
}
