using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.Frames;

namespace Router.Security.Tests.Http2;

/// <summary>Frames that RFC 9113 forbids, each on a connection of its own to the gRPC port.</summary>
[Collection(AttackedCollection.Name)]
public sealed class BrokenFrameTests(AttackedServer server)
{
    private static readonly byte[] Call = Hpack.Call("Route");

    public static TheoryData<string> Cases => [.. All.Keys];

    private static Dictionary<string, (byte[][] Frames, string End)> All { get; } = new(StringComparer.Ordinal)
    {
        // Streams.
        ["DATA on the connection"] = ([Data(0, "x"u8)], "Protocol"),
        ["DATA on a stream that nobody opened"] = ([Data(1, "x"u8)], "Protocol"),
        ["DATA behind the end of a stream"] = ([Headers(1, Call, EndHeaders | EndStream), Data(1, "x"u8)], "StreamClosed"),
        ["HEADERS on the connection"] = ([Headers(0, Call)], "Protocol"),
        ["HEADERS on an even stream"] = ([Headers(2, Call)], "Protocol"),
        ["HEADERS on a lower stream than before"] = ([Headers(5, Call), Headers(3, Call)], "StreamClosed"),
        ["HEADERS on a reset stream"] = ([Headers(1, Call), Reset(1), Headers(1, Call)], "StreamClosed"),
        ["PUSH_PROMISE from a client"] = ([Frame(FrameType.PushPromise, EndHeaders, 1, [0, 0, 0, 2])], "Protocol"),
        ["RST_STREAM on the connection"] = ([Reset(0)], "Protocol"),
        ["RST_STREAM on a stream that nobody opened"] = ([Reset(1)], "Protocol"),
        ["WINDOW_UPDATE on a stream that nobody opened"] = ([WindowUpdate(1, 1)], "Protocol"),
        ["PING on a stream"] = ([Frame(FrameType.Ping, 0, 1, new byte[8])], "Protocol"),
        ["SETTINGS on a stream"] = ([Frame(FrameType.Settings, 0, 1, [])], "Protocol"),
        ["GOAWAY on a stream"] = ([Frame(FrameType.GoAway, 0, 1, new byte[8])], "Protocol"),
        ["PRIORITY on the connection"] = ([Priority(0, 1)], "Protocol"),

        // Lengths.
        ["a frame longer than allowed"] = ([Headers(1, Call), Data(1, new byte[16385])], "FrameSize"),
        ["a header that claims 16 MiB"] = ([Frame(FrameType.Data, 0, 1, [], length: 0xFFFFFF)], "FrameSize"),
        ["HEADERS that claim 16 MiB"] = ([Frame(FrameType.Headers, 0, 1, [], length: 0xFFFFFF)], "FrameSize"),
        ["SETTINGS of 5 bytes"] = ([Frame(FrameType.Settings, 0, 0, new byte[5])], "FrameSize"),
        ["an acknowledgement of SETTINGS with a payload"] = ([Frame(FrameType.Settings, Acknowledged, 0, new byte[6])], "FrameSize"),
        ["PING of 7 bytes"] = ([Frame(FrameType.Ping, 0, 0, new byte[7])], "FrameSize"),
        ["RST_STREAM of 3 bytes"] = ([Headers(1, Call), Frame(FrameType.Reset, 0, 1, new byte[3])], "FrameSize"),
        ["WINDOW_UPDATE of 3 bytes"] = ([Frame(FrameType.WindowUpdate, 0, 0, new byte[3])], "FrameSize"),
        ["PRIORITY of 4 bytes"] = ([Frame(FrameType.Priority, 0, 1, new byte[4])], "FrameSize"),
        ["padding longer than its frame"] = ([Headers(1, Call), Frame(FrameType.Data, Padded, 1, [200, 1, 2])], "Protocol"),
        ["padding longer than its header block"] = ([Frame(FrameType.Headers, EndHeaders | Padded, 1, [255, .. Call])], "Protocol"),
        ["padding of a frame without a byte"] = ([Headers(1, Call), Frame(FrameType.Data, Padded, 1, [])], "FrameSize"),

        // Windows and settings.
        ["WINDOW_UPDATE by nothing"] = ([WindowUpdate(0, 0)], "Protocol"),
        ["WINDOW_UPDATE past 2 GiB on the connection"] = ([WindowUpdate(0, int.MaxValue), WindowUpdate(0, int.MaxValue)], "FlowControl"),
        ["a first window of 4 GiB"] = ([Settings((InitialWindowSize, uint.MaxValue))], "FlowControl"),
        ["frames of at most 100 bytes"] = ([Settings((MaxFrameSize, 100))], "Protocol"),
        ["frames of at most 4 GiB"] = ([Settings((MaxFrameSize, uint.MaxValue))], "Protocol"),
        ["a push switch of 2"] = ([Settings((EnablePush, 2))], "Protocol"),
        ["a window of a stream past 2 GiB by settings"] =
            ([Headers(1, Call), WindowUpdate(1, 1 << 30), Settings((InitialWindowSize, int.MaxValue))], "FlowControl"),

        // Header blocks in pieces.
        ["CONTINUATION of nothing"] = ([Continuation(1, Call)], "Protocol"),
        ["DATA within a header block"] = ([Headers(1, Call, flags: 0), Data(1, "x"u8)], "Protocol"),
        ["PING within a header block"] = ([Headers(1, Call, flags: 0), Ping(1)], "Protocol"),
        ["CONTINUATION of another stream"] = ([Headers(1, Call, flags: 0), Continuation(3, Call, EndHeaders)], "Protocol"),

        // Streams that wait for themselves.
        ["a stream that depends on itself"] = ([Priority(1, 1)], "Protocol"),
        ["a call that depends on itself"] = ([Headers(1, [0, 0, 0, 1, 15, .. Call], EndHeaders | WithPriority)], "Protocol"),

        // What may be.
        ["a frame of an unknown type"] = ([Frame((FrameType)0x42, 0xFF, 7, new byte[100])], "open"),
        ["an unknown setting"] = ([Settings((0xFFFF, uint.MaxValue))], "open"),
        ["streams that depend on each other in a circle"] = ([Priority(1, 3), Priority(3, 5), Priority(5, 1)], "open"),
        ["a table of headers of 4 GiB"] = ([Settings((HeaderTableSize, uint.MaxValue))], "open"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_frame_that_may_not_be_ends_its_connection_with_the_reason_and_no_other(string name) => server.SurvivesAsync(async () =>
    {
        var (frames, end) = All[name];
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        Assert.Equal(end, (await connection.SendAsync(frames)).End);
    });

    [Fact]
    public Task A_window_of_a_stream_past_2_GiB_ends_the_stream_and_not_its_connection() => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        var outcome = await connection.SendAsync([Headers(1, Call), WindowUpdate(1, int.MaxValue)]);

        Assert.Equal(("open", Http2Error.FlowControl), (outcome.End, outcome.Resets[1]));
    });

    [Fact]
    public Task Who_says_goodbye_and_goes_on_is_left_when_its_calls_have_ended() => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        var outcome = await connection.SendToTheEndAsync([GoAway(0, Http2Error.None), .. Enumerable.Range(0, 100).Select(i => Headers(1 + (2 * i), Call))]);

        Assert.Contains(outcome.End, new[] { "None", "closed" });
    });

    [Fact]
    public Task The_HTTP_port_says_that_it_speaks_another_version() => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Http);

        Assert.Equal("Http11Required", (await connection.SendToTheEndAsync([Headers(1, Call)])).End);
    });

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    public Task What_does_not_begin_as_HTTP_2_does_harms_nobody(string beginning) => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.ConnectAsync(server.Grpc);
        await connection.StuffAsync([System.Text.Encoding.Latin1.GetBytes(beginning)], AttackedServer.ReceiveTimeout);
    });
}
