using Router.Security.Tests.Wire;

namespace Router.Security.Tests.Http;

/// <summary>
/// Requests of which two readers may make different ones (request smuggling), and what is no request at all. Behind each comes a request for a path
/// that there is not: who takes it for part of a body does not answer it with 404.
/// </summary>
[Collection(AttackedCollection.Name)]
public sealed class FramingTests(AttackedServer server)
{
    private const string Body = """{"text": "stop"}""";
    private const string Chunked = $"10\r\n{Body}\r\n0\r\n\r\n";
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";

    public static TheoryData<string> Cases => [.. All.Keys];

    private static Dictionary<string, (string Request, string Statuses)> All { get; } = new(StringComparer.Ordinal)
    {
        ["as it should be, by its length"] = (Post("Content-Length: 16") + Body, "200 404 200"),
        ["as it should be, in chunks"] = (Post("Transfer-Encoding: chunked") + Chunked, "200 404 200"),

        // Two lengths.
        ["a length and chunks"] = (Post("Content-Length: 72\r\nTransfer-Encoding: chunked") + Chunked, "200"),
        ["chunks and a length"] = (Post("Transfer-Encoding: chunked\r\nContent-Length: 4") + Chunked, "200"),
        ["two lengths"] = (Post("Content-Length: 16\r\nContent-Length: 0") + Body, "400"),
        ["the same length twice"] = (Post("Content-Length: 16\r\nContent-Length: 16") + Body, "400"),
        ["two lengths in one line"] = (Post("Content-Length: 16, 16") + Body, "400"),
        ["a length with a plus"] = (Post("Content-Length: +16") + Body, "200 404 200"),
        ["a length below 0"] = (Post("Content-Length: -1") + Body, "400"),
        ["a length in hexadecimal"] = (Post("Content-Length: 0x10") + Body, "400"),
        ["a length of 20 digits"] = (Post("Content-Length: 99999999999999999999") + Body, "400"),
        ["a length of nothing"] = (Post("Content-Length:") + Body, "400"),
        ["no length"] = (Post("X: y") + Body, "400 400"),

        // Encodings that only some know.
        ["chunks by another name"] = (Post("Transfer-Encoding: xchunked") + Chunked, "400"),
        ["chunks that are not last"] = (Post("Transfer-Encoding: chunked, identity") + Chunked, "400"),
        ["chunks in two lines"] = (Post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked") + Chunked, "200 404 200"),
        ["a space before the colon"] = (Post("Transfer-Encoding : chunked") + Chunked, "400"),
        ["a tab before the value"] = (Post("Transfer-Encoding:\tchunked") + Chunked, "200 404 200"),
        ["a vertical tab before the value"] = (Post("Transfer-Encoding: \vchunked") + Chunked, "400"),
        ["a quoted encoding"] = (Post("Transfer-Encoding: \"chunked\"") + Chunked, "400"),
        ["chunks in HTTP/1.0"] = (Post("Transfer-Encoding: chunked").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) + Chunked, "200"),
        ["a header that goes on in the next line"] = (Post("Transfer-Encoding:\r\n chunked") + Chunked, "400"),

        // Chunks.
        ["a chunk with an extension"] = (Post("Transfer-Encoding: chunked") + Chunked.Replace("10\r", "10;a=\"b\"\r", StringComparison.Ordinal), "200 404 200"),
        ["a chunk with an extension without an end"] = (Post("Transfer-Encoding: chunked") + "10;" + new string('x', 100_000), "400"),
        ["a chunk of 0x10"] = (Post("Transfer-Encoding: chunked") + Chunked.Replace("10\r", "0x10\r", StringComparison.Ordinal), "400"),
        ["a chunk with a bare line feed"] = (Post("Transfer-Encoding: chunked") + Chunked.Replace("10\r\n", "10\n", StringComparison.Ordinal), "400"),
        ["a chunk with an extension behind a bare line feed"] = (Post("Transfer-Encoding: chunked") + $"10;\n{Body}\r\n0\r\n\r\n", "400"),
        ["a chunk that is longer than it says"] = (Post("Transfer-Encoding: chunked") + Chunked.Replace("10\r", "f\r", StringComparison.Ordinal), "400"),
        ["a trailer without an end"] = (Post("Transfer-Encoding: chunked") + Chunked[..^2] + $"x: {new string('x', 100_000)}", "431"),

        // Lines.
        ["bare line feeds"] = (Post("Content-Length: 16").Replace("\r\n", "\n", StringComparison.Ordinal) + Body, "400"),
        ["a header behind a bare line feed"] = (Post("X: a\nContent-Length: 0\r\nContent-Length: 16") + Body, "400"),
        ["a bare carriage return"] = (Post("X: a\rContent-Length: 0\r\nContent-Length: 16") + Body, "400"),
        ["a null in a value"] = (Post("X: a\0b\r\nContent-Length: 16") + Body, "400"),
        ["a header without a name"] = (Post(": x\r\nContent-Length: 16") + Body, "400"),
        ["a header without a colon"] = (Post("X\r\nContent-Length: 16") + Body, "400"),
        ["two spaces in the request line"] = ("GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        ["a request line without a version"] = ("GET /healthz\r\nHost: localhost\r\n\r\n", "400"),
        ["HTTP/9.9"] = ("GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", "505"),
        ["a method of 10,000 letters"] = ($"{new string('G', 10_000)} /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "414"),
        ["a target of 10,000 letters"] = ($"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414"),
        ["65 headers"] = (Post(string.Concat(Enumerable.Range(0, 62).Select(i => $"X{i}: y\r\n")) + "Content-Length: 16") + Body, "431"),
        ["headers of 17 KiB"] = (Post($"X: {new string('x', 17 * 1024)}\r\nContent-Length: 16") + Body, "431"),
        ["a header without an end"] = (Post("X: y")[..^4] + new string('x', 1 << 20), "431"),
        ["a byte of nothing first"] = ("\0" + Post("Content-Length: 16") + Body, "400"),
        ["empty lines first"] = ("\r\n\r\n" + Post("Content-Length: 16") + Body, "200 404 200"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_request_is_read_in_one_way_or_refused(string name) => server.SurvivesAsync(async () =>
    {
        var (request, statuses) = All[name];

        Assert.Equal(statuses, await RawHttp.SendAsync(server.Http, request + Hidden + RawHttp.Last));
    });

    private static string Post(string headers) => $"POST /v1/route HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\r\n";
}
