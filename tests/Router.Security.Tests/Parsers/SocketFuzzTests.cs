using System.Text;
using Google.Protobuf;
using Router.Interop.Tests.Wire;
using Router.Security.Tests.Wire;
using Messages = Router.Contracts.Protocol;

namespace Router.Security.Tests.Parsers;

/// <summary>Whole conversations over each protocol, damaged by chance.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SocketFuzzTests(AttackedServer server)
{
    private const int AtOnce = 8;

    public static TheoryData<string> Protocols => [.. All.Keys];

    private static Dictionary<string, byte[]> All { get; } = new(StringComparer.Ordinal)
    {
        ["HTTP/1.1"] = Encoding.UTF8.GetBytes(
            "POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"text\": \"stop\"}\r\n0\r\n\r\n"),
        ["HTTP/2"] =
        [
            .. Frames.Preface, .. Frames.Settings((Frames.InitialWindowSize, 100_000)), .. Frames.WindowUpdate(0, 100_000),
            .. Frames.Headers(1, Hpack.Call("Route")), .. Frames.Data(1, RawCall.Frame(new Messages.RouteRequest { Text = "stop" }), Frames.EndStream),
            .. Frames.Ping(1), .. Frames.Headers(3, Hpack.Call("Stream"), flags: 0), .. Frames.Continuation(3, [], Frames.EndHeaders),
            .. Frames.Data(3, RawCall.Frame(new Messages.SessionEvent { Start = new() })), .. Frames.Priority(5, 3), .. Frames.Reset(3), .. Frames.GoAway(0, Http2Error.None),
        ],
        ["WebSocket"] =
        [
            .. Encoding.ASCII.GetBytes($"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n{RawWebSocket.Upgrade}\r\n"),
            .. RawWebSocket.Text("""{"type": "start", "language": "en"}"""), .. RawWebSocket.Frame(Opcode.Ping, "a"u8),
            .. RawWebSocket.Text("""{"type": "hypothesis", "utteranceId": "a", """, isLast: false),
            .. RawWebSocket.Frame(Opcode.Continuation, "\"text\": \"stop\", \"final\": true}"u8), .. RawWebSocket.Frame(Opcode.Close, [3, 232]),
        ],
    };

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task A_damaged_conversation_ends(string protocol) => server.ForgetsAsync(async () =>
    {
        var address = protocol == "HTTP/2" ? server.Grpc : server.Http;
        foreach (var seeds in Enumerable.Range(0, Effort.Times(160)).Chunk(AtOnce))
            await Task.WhenAll(seeds.Select(seed => RawHttp.SendAsync(address, Damage.Of(All[protocol], new Random((Effort.Seed * 100_000) + seed)), isAll: true)));
    });
}
