using Router.Security.Tests.Wire;
using static Router.Security.Tests.Wire.Frames;

namespace Router.Security.Tests.Http2;

/// <summary>Header blocks that RFC 7541 forbids, that unpack to more than they are, or that say what no call says.</summary>
[Collection(AttackedCollection.Name)]
public sealed class HeaderBlockTests(AttackedServer server)
{
    private static readonly byte[] Call = Hpack.Call("Route");

    public static TheoryData<string> Cases => [.. All.Keys];

    public static TheoryData<string> Requests => [.. AllRequests.Keys];

    private static Dictionary<string, (byte[] Block, string End)> All { get; } = new(StringComparer.Ordinal)
    {
        ["index 0"] = ([0x80], "Internal"),
        ["an index that the table has not"] = (Hpack.Indexed(62), "Compression"),
        ["an index of a thousand million"] = (Hpack.Indexed(1_000_000_000), "Compression"),
        ["a number without an end"] = ([0xFF, .. Enumerable.Repeat((byte)0xFF, 100)], "Compression"),
        ["a number of more than 32 bits"] = (Hpack.Integer(0x80, 7, 1L << 40), "Compression"),
        ["a name longer than its block"] = ([0x00, .. Hpack.Integer(0, 7, 1000), (byte)'x'], "Compression"),
        ["a name of 2 GiB"] = ([0x00, .. Hpack.Integer(0, 7, int.MaxValue), (byte)'x'], "Compression"),
        ["a name of no byte"] = ([.. Call, .. Hpack.Literal("", "x")], "Compression"),
        ["a block that breaks off"] = (Call[..^3], "Compression"),
        ["a Huffman code with the end of strings in it"] = ([0x00, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, (byte)'x'], "Compression"),
        ["a Huffman code with eight bits of padding"] = ([0x00, 0x82, 0x1F, 0xFF, 0x01, (byte)'x'], "Compression"),
        ["a table larger than the server lets"] = (Hpack.TableSize(1 << 20), "Compression"),
        ["a size of the table behind fields"] = ([.. Call, .. Hpack.TableSize(0)], "Compression"),
        ["a field of 4 KB that is named again and again"] = (Bomb(4_000, 4_000), "Protocol"),
        ["a field of no value that is named again and again"] = (Bomb(0, 15_000), "Protocol"),
    };

    /// <summary>What becomes of the connection and of the stream: a status of HTTP, or the reason for its reset.</summary>
    private static Dictionary<string, (byte[] Block, string End)> AllRequests { get; } = new(StringComparer.Ordinal)
    {
        ["no method"] = (Hpack.Block((":scheme", "http"), (":path", "/"), (":authority", "localhost")), "open Protocol"),
        ["two methods"] = (Hpack.Call("Route", (":method", "GET")), "Protocol none"),
        ["a pseudo-header behind others"] = (Hpack.Block((":method", "POST"), ("x", "y"), (":scheme", "http"), (":path", "/")), "Protocol none"),
        ["an unknown pseudo-header"] = (Hpack.Block((":method", "POST"), (":scheme", "http"), (":path", "/"), (":proto", "x")), "Protocol none"),
        ["a status in a request"] = (Hpack.Block((":method", "POST"), (":scheme", "http"), (":path", "/"), (":status", "200")), "Protocol none"),
        ["a name in capitals"] = (Hpack.Call("Route", ("X-Name", "x")), "Protocol none"),
        ["a header of the connection"] = (Hpack.Call("Route", ("connection", "close")), "Protocol none"),
        ["transfer-encoding"] = (Hpack.Call("Route", ("transfer-encoding", "chunked")), "open 200"),
        ["te that is not trailers"] = (Hpack.Call("Route", ("te", "gzip")), "Protocol none"),
        ["a value with a line break"] = (Hpack.Call("Route", ("x", "a\r\nb: c")), "Protocol none"),
        ["a name with a line break"] = (Hpack.Call("Route", ("x\r\ny", "a")), "open 200"),
        ["a path without a slash"] = (Hpack.Block((":method", "POST"), (":scheme", "http"), (":path", "route"), (":authority", "localhost")), "open Protocol"),
        ["a path with a null"] = (Hpack.Block((":method", "POST"), (":scheme", "http"), (":path", "/a%00b"), (":authority", "localhost")), "open Protocol"),
        ["the method CONNECT"] = (Hpack.Block((":method", "CONNECT"), (":authority", "evil.example:80")), "open 405"),
        ["the method GET"] = (Hpack.Block((":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "localhost")), "open 405"),
        ["another scheme"] = (Hpack.Block((":method", "POST"), (":scheme", "ftp"), (":path", "/"), (":authority", "localhost")), "open Protocol"),
        ["an authority that is none"] = (Hpack.Block((":method", "POST"), (":scheme", "http"), (":path", "/"), (":authority", "a b@c/d")), "open Protocol"),
        ["a length that is no number"] = (Hpack.Call("Route", ("content-length", "-1")), "Protocol none"),
        ["a length that lies"] = (Hpack.Call("Route", ("content-length", "1000")), "open Protocol"),
        ["fields of 18 KB"] = (Hpack.Call("Route", ("x", new string('x', 9_000)), ("y", new string('y', 9_000))), "open 431"),
        ["a hundred headers"] = (Hpack.Call("Route", [.. Enumerable.Range(0, 100).Select(i => ($"x{i}", "y"))]), "open 431"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_header_block_that_may_not_be_ends_its_connection_with_the_reason(string name) => server.SurvivesAsync(async () =>
    {
        var (block, end) = All[name];
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        Assert.Equal(end, (await connection.SendAsync(AllHeaders(1, block))).End);
    });

    [Theory]
    [MemberData(nameof(Requests))]
    public Task A_request_that_may_not_be_is_answered_or_reset_or_ends_its_connection(string name) => server.SurvivesAsync(async () =>
    {
        var (block, end) = AllRequests[name];
        using var connection = await Http2Connection.OpenAsync(server.Grpc);

        var outcome = await connection.SendAsync(AllHeaders(1, block, EndStream), stream: 1);

        var stream = outcome.Resets.TryGetValue(1, out var reason) ? $"{reason}" : outcome.Statuses.TryGetValue(1, out var status) ? $"{status}" : "none";
        Assert.Equal(end, $"{outcome.End} {stream}");
    });

    [Fact]
    public Task Tables_that_change_their_size_again_and_again_cost_nothing() => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        byte[] sizes = [.. Enumerable.Range(0, 1_000).SelectMany(i => Hpack.TableSize(i % 2 == 0 ? 0 : 4096))];

        var outcome = await connection.SendAsync(Enumerable.Range(0, Effort.Times(50)).Select(i => Headers(1 + (2 * i), [.. sizes, .. Call], EndHeaders | EndStream)));

        Assert.Equal("open", outcome.End);
    });

    private static byte[] Bomb(int bytes, int times) => [.. Call, .. Hpack.Remembered("x", new string('x', bytes)), .. Enumerable.Repeat(Hpack.Indexed(62), times).SelectMany(index => index)];
}
