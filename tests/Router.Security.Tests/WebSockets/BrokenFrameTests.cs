using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.RawWebSocket;

namespace Router.Security.Tests.WebSockets;

/// <summary>Frames that RFC 6455 forbids, and messages that are too much, each on a WebSocket of its own.</summary>
[Collection(AttackedCollection.Name)]
public sealed class BrokenFrameTests(AttackedServer server)
{
    private static readonly byte[] Start = Text("""{"type": "start"}""");

    public static TheoryData<string> Cases => [.. All.Keys];

    private static Dictionary<string, (byte[][] Frames, string Close)> All { get; } = new(StringComparer.Ordinal)
    {
        ["as it should be"] = ([Start, Text("""{"type": "end"}""")], "1000"),

        // Frames.
        ["a frame without a mask"] = ([Frame(Opcode.Text, """{"type": "start"}"""u8, isMasked: false)], "1002"),
        ["a frame with the bit of compression"] = ([Frame(Opcode.Text, [1, 2, 3], reserved: 4)], "1002"),
        ["a frame with a bit that nobody uses"] = ([Frame(Opcode.Text, [1, 2, 3], reserved: 1)], "1002"),
        ["a kind of data that there is not"] = ([Frame((Opcode)3, [])], "1002"),
        ["a kind of control that there is not"] = ([Frame((Opcode)11, [])], "1002"),
        ["a ping of 126 bytes"] = ([Frame(Opcode.Ping, new byte[126])], "1002"),
        ["a ping in pieces"] = ([Frame(Opcode.Ping, [], isLast: false)], "1002"),
        ["a close frame in pieces"] = ([Frame(Opcode.Close, [3, 232], isLast: false)], "1002"),
        ["a continuation of nothing"] = ([Frame(Opcode.Continuation, [])], "1002"),
        ["a message within another"] = ([Text("{", isLast: false), Start], "1002"),

        // Lengths.
        ["a length of more than 63 bits"] = ([Frame(Opcode.Text, [], length: ulong.MaxValue)], "1002"),
        ["a length of 4 EiB"] = ([Frame(Opcode.Text, new byte[200_000], length: 1UL << 62)], "1009"),
        ["a length of 2 GiB"] = ([Frame(Opcode.Text, new byte[200_000], length: int.MaxValue)], "1009"),
        ["a small length in 64 bits"] = ([Frame(Opcode.Text, """{"type": "end"}"""u8, length: 15)], "1007"),
        ["a length that lies"] = ([Frame(Opcode.Text, """{"type": "start"}"""u8, length: 1000)], "1008"),

        // Goodbyes.
        ["a close frame of one byte"] = ([Start, Frame(Opcode.Close, [3])], "1002"),
        ["a close code of 999"] = ([Start, Close(999)], "1002"),
        ["a close code that is never sent"] = ([Start, Close(1005)], "1002"),
        ["a close code of 5000"] = ([Start, Close(5000)], "1002"),
        ["a reason that is not UTF-8"] = ([Start, Frame(Opcode.Close, [3, 232, 0xC3, 0x28])], "1002"),
        ["messages behind the close frame"] = ([Start, Close(1000), Start, Start], "1000"),

        // Messages.
        ["a binary message"] = ([Frame(Opcode.Binary, [1, 2, 3])], "1007"),
        ["text that is not UTF-8"] = ([Frame(Opcode.Text, [0xC3, 0x28])], "1007"),
        ["a message of 64 KiB and one byte"] = ([Frame(Opcode.Text, new byte[65537])], "1009"),
        ["a message that never ends, a byte a piece"] = ([Text(" ", isLast: false), .. Enumerable.Repeat(Frame(Opcode.Continuation, " "u8, isLast: false), 70_000)], "1009"),
        ["JSON a thousand levels deep"] = ([Text(new string('[', 1000) + new string(']', 1000))], "1007"),
        ["JSON of nested contexts"] = ([Text($$"""{"type": "start", "context": {{string.Concat(Enumerable.Repeat("{\"a\":", 1000))}}1{{new string('}', 1000)}}}""")], "1007"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public Task What_may_not_be_ends_the_session_with_the_code_for_it(string name) => server.SurvivesAsync(async () =>
    {
        var (frames, close) = All[name];
        using var socket = await OpenAsync(server.Http);

        Assert.Equal(close, await socket.SendAsync(frames));
    });

    [Fact]
    public Task A_connection_is_not_reset_before_its_last_word_is_read() => server.SurvivesAsync(async () =>
    {
        using var socket = await OpenAsync(server.Http);

        Assert.Equal("1002", await socket.SendAsync([Frame((Opcode)3, [])]));

        await socket.EndsAsync();
    });

    private static byte[] Close(int code) => Frame(Opcode.Close, [(byte)(code >> 8), (byte)code]);
}
