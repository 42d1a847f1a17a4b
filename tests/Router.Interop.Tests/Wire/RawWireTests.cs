using System.Net;
using System.Text;
using Google.Protobuf;
using Router.Interop.Tests.Protocol;

namespace Router.Interop.Tests.Wire;

/// <summary>What no proper client sends, and what proper clients hide.</summary>
public sealed class RawWireTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    public async Task InitializeAsync() => _server = await EchoServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_call_without_a_message_ends_with_its_first_headers()
    {
        var answer = await SendAsync("Say", RawCall.Frame(new EchoRequest { FailCode = 9, FailMessage = "no" }));
        Assert.Equal((HttpStatusCode.OK, 9, "no", true), (answer.Http, answer.Status, answer.Message, answer.TrailersOnly));
    }

    [Fact]
    public async Task A_call_with_a_message_ends_with_trailers()
    {
        var answer = await SendAsync("Say", RawCall.Frame(new EchoRequest { Text = "hi" }));
        Assert.Equal((HttpStatusCode.OK, 0, "", false), (answer.Http, answer.Status, answer.Message, answer.TrailersOnly));
        Assert.Equal(RawCall.Frame(new EchoReply { Text = "hi", TimeLeftMs = -1 }), answer.Body);
    }

    [Fact]
    public async Task A_status_message_is_percent_encoded()
    {
        var answer = await SendAsync("Say", RawCall.Frame(new EchoRequest { FailCode = 9, FailMessage = "100 % ü\n" }));
        Assert.Equal("100 %25 %C3%BC%0A", answer.Message);
    }

    [Theory]
    [InlineData("application/grpc", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto;x=y", HttpStatusCode.OK)]
    [InlineData("application/grpc+thrift", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpcx", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_gRPC_with_protobuf_is_taken(string contentType, HttpStatusCode status)
    {
        using var call = new RawCall(_server.Address, "Say", RawCall.Frame(new EchoRequest())).WithContentType(contentType);
        Assert.Equal(status, (await call.SendAsync()).Http);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_unary_call_has_one_request(int requests) =>
        await AssertMalformed([.. Enumerable.Repeat(RawCall.Frame(new EchoRequest { Text = "hi" }), requests).SelectMany(frame => frame)]);

    [Fact]
    public async Task A_request_cut_within_its_prefix_is_an_internal_error() => await AssertMalformed([0, 0, 0]);

    [Fact]
    public async Task A_request_cut_within_its_message_is_an_internal_error() => await AssertMalformed(RawCall.Frame([0x0a, 0x02], length: 4));

    [Fact]
    public async Task A_first_byte_that_is_neither_0_nor_1_is_an_internal_error() => await AssertMalformed(RawCall.Frame([], flag: 2));

    [Fact]
    public async Task A_length_over_2_GiB_is_an_internal_error() => await AssertMalformed(RawCall.Frame([1], length: uint.MaxValue));

    [Fact]
    public async Task A_compressed_message_in_a_request_that_names_no_encoding_is_an_internal_error() =>
        await AssertMalformed(RawCall.Frame(RawCall.Gzip([]), flag: 1));

    [Theory]
    [InlineData("Say")]
    [InlineData("Chat")]
    public async Task A_length_over_the_bound_is_refused_before_the_message_has_come(string method)
    {
        var answer = await SendAsync(method, RawCall.Frame([1], length: EchoServer.MaxMessageBytes + 1));
        Assert.Equal(8, answer.Status);
        Assert.Contains($"at most {EchoServer.MaxMessageBytes} bytes", answer.Message, StringComparison.Ordinal);
        Assert.Contains("(router.grpc.max-message-bytes)", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Repeat")]
    [InlineData("Chat")]
    public async Task A_response_of_a_stream_over_the_bound_is_not_sent(string method)
    {
        var answer = await SendAsync(method, RawCall.Frame(new EchoRequest { ReplyBytes = EchoServer.MaxMessageBytes, Count = 1 }));
        Assert.Equal((8, 0), (answer.Status, answer.Body.Length));
        Assert.Contains("(router.grpc.max-message-bytes)", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_names_the_field_that_is_not_valid_UTF8()
    {
        var answer = await SendAsync("Chat", RawCall.Frame(new EchoRequest { Text = "good" }), RawCall.Frame([0x0a, 0x02, 0xc3, 0x28]));
        Assert.Equal((3, "text: is not valid UTF-8"), (answer.Status, answer.Message));
        Assert.Equal(RawCall.Frame(new EchoReply { Text = "good", TimeLeftMs = -1 }), answer.Body);
    }

    [Fact]
    public async Task A_stream_gets_the_replies_to_what_came_before_a_malformed_message()
    {
        var answer = await SendAsync("Chat", RawCall.Frame(new EchoRequest { Text = "good" }), RawCall.Frame([], flag: 7));
        Assert.Equal(13, answer.Status);
        Assert.Equal(RawCall.Frame(new EchoReply { Text = "good", TimeLeftMs = -1 }), answer.Body);
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte()
    {
        var frame = RawCall.Frame(new EchoRequest { Text = "drop by drop" });
        using var call = new RawCall(_server.Address, "Say").WithContent(new DripContent(frame));
        var answer = await call.SendAsync();
        Assert.Equal(0, answer.Status);
        Assert.Equal(RawCall.Frame(new EchoReply { Text = "drop by drop", TimeLeftMs = -1 }), answer.Body);
    }

    [Fact]
    public async Task A_client_that_compresses_gets_large_replies_compressed_and_small_ones_not()
    {
        var large = await SendGzipAsync(new EchoRequest { Text = new string('x', 5000) }, "identity,deflate,gzip");
        Assert.Equal((0, "gzip"), (large.Status, large.Encoding));
        Assert.Equal(1, large.Body[0]);
        Assert.InRange(large.Body.Length, 10, 500);
        var small = await SendGzipAsync(new EchoRequest { Text = "x" }, "gzip");
        Assert.Equal((0, "gzip"), (small.Status, small.Encoding));
        Assert.Equal(0, small.Body[0]);
    }

    [Theory]
    [InlineData("identity,deflate")]
    [InlineData("")]
    public async Task A_client_that_does_not_accept_gzip_gets_none(string accepted)
    {
        var answer = await SendGzipAsync(new EchoRequest { Text = new string('x', 5000) }, accepted);
        Assert.Equal((0, null), (answer.Status, answer.Encoding));
        Assert.Equal(0, answer.Body[0]);
    }

    [Theory]
    [InlineData("this is not gzip")]
    [InlineData("")]
    public async Task What_is_not_gzip_is_an_internal_error(string bytes)
    {
        var frame = RawCall.Frame(Encoding.ASCII.GetBytes(bytes), flag: 1);
        using var call = new RawCall(_server.Address, "Say", frame).With("grpc-encoding", "gzip");
        var answer = await call.SendAsync();
        Assert.Equal((13, "a compressed message is not valid gzip"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Gzip_that_is_cut_short_is_an_internal_error()
    {
        var whole = RawCall.Gzip(new EchoRequest { Text = new string('x', 5000) }.ToByteArray());
        using var call = new RawCall(_server.Address, "Say", RawCall.Frame(whole[..^12], flag: 1)).With("grpc-encoding", "gzip");
        Assert.Equal(13, (await call.SendAsync()).Status);
    }

    [Fact]
    public async Task An_encoding_that_the_server_does_not_know_is_unimplemented_and_the_known_ones_are_named()
    {
        using var call = new RawCall(_server.Address, "Say", RawCall.Frame([], flag: 1)).With("grpc-encoding", "snappy");
        var answer = await call.SendAsync();
        Assert.Equal((12, "identity,gzip"), (answer.Status, answer.AcceptEncoding));
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3_000)]
    [InlineData("60000m", 60_000)]
    [InlineData("60000000u", 60_000)]
    [InlineData("99999999n", 99)]
    public async Task A_timeout_may_have_any_unit(string timeout, long milliseconds)
    {
        using var call = new RawCall(_server.Address, "Say", RawCall.Frame(new EchoRequest())).With("grpc-timeout", timeout);
        var answer = await call.SendAsync();
        // On a busy machine the shortest may pass before the call has begun.
        if (answer.Status == 4 && milliseconds < 1000) return;
        Assert.Equal(0, answer.Status);
        var reply = EchoReply.Parser.ParseFrom(answer.Body.AsSpan(5));
        Assert.InRange(reply.TimeLeftMs, Math.Max(0, milliseconds - 30_000), milliseconds);
    }

    [Fact]
    public async Task The_server_itself_keeps_the_deadline()
    {
        var id = Guid.NewGuid().ToString();
        var frame = RawCall.Frame(new EchoRequest { Text = id, Wait = true });
        using var call = new RawCall(_server.Address, "Say", frame).With("grpc-timeout", "30m");
        var answer = await call.SendAsync();
        Assert.Equal(4, answer.Status);
        await _server.Echo.CancelledAsync(id);
    }

    [Fact]
    public async Task HTTP_1_is_refused()
    {
        using var http = new HttpClient();
        var answer = await http.GetAsync(_server.Address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task AssertMalformed(byte[] body)
    {
        var answer = await SendAsync("Say", body);
        Assert.Equal(13, answer.Status);
        Assert.NotEmpty(answer.Message);
    }

    private async Task<RawAnswer> SendAsync(string method, params byte[][] frames)
    {
        using var call = new RawCall(_server.Address, method, frames);
        return await call.SendAsync();
    }

    private async Task<RawAnswer> SendGzipAsync(EchoRequest request, string accepted)
    {
        var frame = RawCall.Frame(RawCall.Gzip(request.ToByteArray()), flag: 1);
        using var call = new RawCall(_server.Address, "Say", frame).With("grpc-encoding", "gzip");
        if (accepted.Length > 0) call.With("grpc-accept-encoding", accepted);
        return await call.SendAsync();
    }

    /// <summary>Sends each byte in a frame of its own.</summary>
    private sealed class DripContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                await stream.WriteAsync(bytes.AsMemory(i, 1));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
