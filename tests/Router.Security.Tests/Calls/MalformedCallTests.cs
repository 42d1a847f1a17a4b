using System.Net;
using Google.Protobuf;
using Router.Contracts.Protocol;
using Router.Interop.Tests.Wire;
using Router.Security.Tests.Wire;

namespace Router.Security.Tests.Calls;

/// <summary>Calls of <c>router.v1.Router</c> that are none, with the status that each gets: of gRPC, or of HTTP where it is no gRPC.</summary>
[Collection(AttackedCollection.Name)]
public sealed class MalformedCallTests(AttackedServer server)
{
    private const string Route = "/router.v1.Router/Route";
    private const string Stream = "/router.v1.Router/Stream";
    private const string Ok = "0 ";

    private static readonly byte[] Sound = RawCall.Frame(new RouteRequest { Text = "wake me up at six" });

    public static TheoryData<string> Bodies => [.. AllBodies.Keys];

    private static Dictionary<string, (string Method, byte[][] Body, string Status)> AllBodies { get; } = new(StringComparer.Ordinal)
    {
        ["as it should be"] = (Route, [Sound], Ok),

        // Frames.
        ["no message"] = (Route, [], "13 "),
        ["two messages"] = (Route, [Sound, Sound], "13 "),
        ["a prefix that breaks off"] = (Route, [Sound[..3]], "13 "),
        ["a message that breaks off"] = (Route, [Sound[..^3]], "13 "),
        ["a message longer than it says"] = (Route, [RawCall.Frame(Sound[5..], length: 3)], "3 request: "),
        ["a message of 4 GiB"] = (Route, [RawCall.Frame(Sound[5..], length: uint.MaxValue)], "13 "),
        ["a message of 2 GiB"] = (Route, [RawCall.Frame(Sound[5..], length: int.MaxValue)], "8 "),
        ["a flag of 2"] = (Route, [RawCall.Frame(Sound[5..], flag: 2)], "13 "),
        ["a flag of 255"] = (Stream, [RawCall.Frame(Sound[5..], flag: 255)], "13 "),
        ["compressed without an encoding"] = (Route, [RawCall.Frame(RawCall.Gzip(Sound[5..]), flag: 1)], "13 "),

        // Protobuf.
        ["a tag of 0"] = (Route, [RawCall.Frame([0, 0])], "3 request: "),
        ["a wire type that there is not"] = (Route, [RawCall.Frame([0x0F])], "3 request: "),
        ["a text of 2 GiB"] = (Route, [RawCall.Frame([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07])], "3 request: "),
        ["a text of less than nothing"] = (Route, [RawCall.Frame([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])], "3 request: "),
        ["a number without an end"] = (Route, [RawCall.Frame([.. Enumerable.Repeat((byte)0xFF, 20)])], "3 request: "),
        ["a group without an end"] = (Route, [RawCall.Frame([0x7B])], "3 request: "),
        ["groups a thousand levels deep"] = (Route, [RawCall.Frame([.. Enumerable.Repeat((byte)0x7B, 1000), .. Enumerable.Repeat((byte)0x7C, 1000)])], "3 request: "),
        ["text that is not UTF-8"] = (Route, [RawCall.Frame([0x0A, 0x02, 0xC3, 0x28])], "3 text"),
        ["half of a surrogate pair"] = (Route, [RawCall.Frame([0x0A, 0x03, 0xED, 0xA0, 0x80])], "3 text"),
        ["no text"] = (Route, [RawCall.Frame(new RouteRequest())], "3 text"),
        ["a priority that there is not"] = (Route, [RawCall.Frame(new RouteRequest { Text = "a", Priority = (Priority)9 })], "3 priority"),
        ["a timeout of 49 days"] = (Route, [RawCall.Frame(new RouteRequest { Text = "a", TimeoutMs = uint.MaxValue })], "3 timeout_ms"),
        ["a language that is none"] = (Route, [RawCall.Frame(new RouteRequest { Text = "a", Language = "\0" })], "3 language"),
        ["a time zone that is a path"] = (Route, [RawCall.Frame(new RouteRequest { Text = "a", TimeZone = "../../etc/passwd" })], "3 time_zone"),
        ["a time that is none"] = (Route, [RawCall.Frame(new RouteRequest { Text = "a", Now = "9999-99-99T99:99:99Z" })], "3 now"),
        ["an unknown field of 500 KB"] = (Route, [RawCall.Frame([.. Sound[5..], .. Unknown(500_000)])], Ok),
        ["the same text a thousand times"] = (Route, [RawCall.Frame([.. Enumerable.Repeat(Sound[5..], 1000).SelectMany(text => text)])], Ok),

        // Events.
        ["an event without a start"] = (Stream, [RawCall.Frame(new SessionEvent { End = new EndSession() })], "3 start"),
        ["an event that says nothing"] = (Stream, [RawCall.Frame(new SessionEvent())], "3 event"),
        ["a start with a context too large"] = (Stream, [RawCall.Frame(new SessionEvent { Start = Crowded() })], "3 context"),
        ["two starts"] = (Stream, [.. Enumerable.Repeat(RawCall.Frame(new SessionEvent { Start = new SessionStart() }), 2)], "3 start"),
        ["an event that is not protobuf"] = (Stream, [RawCall.Frame(new SessionEvent { Start = new SessionStart() }), RawCall.Frame([0x0F])], "3 request: "),
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_body_that_is_none_gets_its_status_and_names_the_field(string name) => server.SurvivesAsync(async () =>
    {
        var (method, body, status) = AllBodies[name];
        using var call = new RawCall(server.Grpc, method, body);

        var answer = await call.SendAsync();

        Assert.StartsWith(status, $"{answer.Status} {answer.Message}", StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("application/grpc", 200)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/grpc+json", 415)]
    [InlineData("application/json", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    public Task Another_type_of_content_is_not_taken(string type, int status) => server.SurvivesAsync(async () =>
    {
        using var call = new RawCall(server.Grpc, Route, Sound).WithContentType(type);

        Assert.Equal((HttpStatusCode)status, (await call.SendAsync()).Http);
    });

    [Theory]
    [InlineData("1H", 0)]
    [InlineData("0S", 0)]
    [InlineData("1n", 0)]
    [InlineData("1u", 4)]
    [InlineData("-1S", 0)]
    [InlineData("1.5S", 0)]
    [InlineData("1", 0)]
    [InlineData("S", 0)]
    [InlineData("1x", 0)]
    [InlineData("99999999H", 0)]
    [InlineData("999999999999999999H", 0)]
    [InlineData("1H, 1n", 0)]
    public Task A_deadline_that_is_none_or_shorter_than_a_tick_is_no_deadline(string timeout, int status) => server.SurvivesAsync(async () =>
    {
        using var call = new RawCall(server.Grpc, Route, Sound).With("grpc-timeout", timeout);

        Assert.Equal(status, (await call.SendAsync()).Status);
    });

    [Theory]
    [InlineData("snappy", 12)]
    [InlineData("gzip, gzip", 12)]
    [InlineData("gzip", 13)]
    public Task An_encoding_that_lies_is_refused(string encoding, int status) => server.SurvivesAsync(async () =>
    {
        using var call = new RawCall(server.Grpc, Route, RawCall.Frame(Sound[5..], flag: 1)).With("grpc-encoding", encoding);

        Assert.Equal(status, (await call.SendAsync()).Status);
    });

    [Fact]
    public Task A_message_that_unpacks_to_more_than_allowed_is_refused_before_it_is_unpacked() => server.ForgetsAsync(async () =>
    {
        var bomb = RawCall.Frame(RawCall.Gzip(Unknown(100_000_000)), flag: 1);
        Assert.InRange(bomb.Length, 1, 1 << 20);
        for (var i = 0; i < Effort.Times(20); i++)
        {
            using var call = new RawCall(server.Grpc, Route, bomb).With("grpc-encoding", "gzip");
            Assert.Equal(8, (await call.SendAsync()).Status);
        }
    });

    /// <summary>Frame by frame: the server resets the stream behind its answer, as it reads no message, and clients may show the one or the other.</summary>
    [Fact]
    public Task Metadata_too_large_ends_the_call() => server.SurvivesAsync(async () =>
    {
        using var connection = await Http2Connection.OpenAsync(server.Grpc);
        var headers = Frames.AllHeaders(1, Hpack.Call("Route", ("x-large", new string('!', 20_000))));

        var outcome = await connection.SendAsync([.. headers, Frames.Data(1, Sound, Frames.EndStream)], stream: 1);

        Assert.Equal(("open", 431), (outcome.End, outcome.Statuses.GetValueOrDefault(1)));
    });

    [Fact]
    public Task Metadata_that_is_not_what_its_name_says_is_nobodys_business() => server.SurvivesAsync(async () =>
    {
        using var call = new RawCall(server.Grpc, Route, Sound).With("x-large-bin", new string('!', 100));

        Assert.Equal(0, (await call.SendAsync()).Status);
    });

    /// <summary>A field that nobody knows.</summary>
    private static byte[] Unknown(int bytes)
    {
        using var stream = new MemoryStream(bytes + 16);
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(100, WireFormat.WireType.LengthDelimited);
            output.WriteLength(bytes);
        }
        stream.Write(new byte[bytes]);
        return stream.ToArray();
    }

    private static SessionStart Crowded()
    {
        var start = new SessionStart();
        for (var i = 0; i < 1000; i++) start.Context.Add($"{i}", "x");
        return start;
    }
}
