using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.RawWebSocket;

namespace Router.Security.Tests.WebSockets;

/// <summary>Frames that may be, in numbers that no client has a use for.</summary>
[Collection(AttackedCollection.Name)]
public sealed class FloodTests(AttackedServer server)
{
    private static readonly byte[] Start = Text("""{"type": "start"}""");
    private static readonly byte[] End = Text("""{"type": "end"}""");

    [Theory]
    [InlineData((int)Opcode.Ping)]
    [InlineData((int)Opcode.Pong)]
    public Task Pings_and_pongs_are_answered_or_dropped_however_many_come(int opcode) => server.ForgetsAsync(async () =>
    {
        using var socket = await OpenAsync(server.Http);
        var frame = Frame((Opcode)opcode, new byte[125]);

        Assert.Equal("1000", await socket.SendAsync([Start, .. Enumerable.Repeat(frame, Effort.Times(20_000)), End]));
    });

    [Fact]
    public Task A_client_that_does_not_read_is_not_read_from() => server.ForgetsAsync(async () =>
    {
        using var socket = await OpenAsync(server.Http);
        var frame = Frame(Opcode.Ping, new byte[125]);

        // What the kernel keeps for both ends of a connection is some MiB.
        Assert.InRange(await socket.StuffAsync(Enumerable.Repeat(frame, 1_000_000), AttackedServer.ReceiveTimeout), 1, 30 << 20);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_message_in_empty_pieces_ends_in_time(bool isFirst) => server.ForgetsAsync(async () =>
    {
        var codes = await Effort.TogetherAsync(10, () => DripAsync(isFirst));

        Assert.All(codes, code => Assert.Equal("1008", code));
    });

    [Fact]
    public Task Sessions_that_are_opened_and_left_leave_nothing() => server.ForgetsAsync(async () =>
    {
        for (var i = 0; i < Effort.Times(200); i++)
        {
            using var socket = await OpenAsync(server.Http);
            await socket.StuffAsync(i % 2 == 0 ? [Start] : [Text("{", isLast: false)], AttackedServer.ReceiveTimeout);
        }
    });

    /// <summary>Sends an empty piece of a message ten times a second until the server has had enough.</summary>
    private async Task<string> DripAsync(bool isFirst)
    {
        using var socket = await OpenAsync(server.Http);
        var reading = socket.ReadAsync();
        if (!isFirst) await socket.StuffAsync([Start], AttackedServer.ReceiveTimeout);
        await socket.StuffAsync([Text("", isLast: false)], AttackedServer.ReceiveTimeout);
        var nothing = Frame(Opcode.Continuation, [], isLast: false);
        using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 100 && !reading.IsCompleted; i++)
        {
            await drops.WaitForNextTickAsync();
            await socket.StuffAsync([nothing], AttackedServer.ReceiveTimeout);
        }
        return reading.IsCompleted ? await reading : "open";
    }
}
