using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Router.Interop.Tests.Wire;

/// <summary>A call made by hand over HTTP/2, right or wrong.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
    private readonly HttpRequestMessage _request;

    /// <param name="server">Where it goes.</param>
    /// <param name="method">Of the echo service, or the path of a method of another one.</param>
    /// <param name="frames">The body.</param>
    public RawCall(Uri server, string method, params byte[][] frames)
    {
        _request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, method.StartsWith('/') ? method : $"/router.interop.v1.Echo/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. frames.SelectMany(frame => frame)]),
        };
        _request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
        _request.Headers.TryAddWithoutValidation("te", "trailers");
    }

    public RawCall With(string header, string value)
    {
        Assert.True(_request.Headers.TryAddWithoutValidation(header, value));
        return this;
    }

    public RawCall WithContentType(string value)
    {
        _request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
        return this;
    }

    public RawCall WithContent(HttpContent content)
    {
        content.Headers.ContentType = _request.Content!.Headers.ContentType;
        _request.Content = content;
        return this;
    }

    public async Task<RawAnswer> SendAsync()
    {
        using var response = await _http.SendAsync(_request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var trailersOnly = response.Headers.Contains("grpc-status");
        var trailers = trailersOnly ? response.Headers : response.TrailingHeaders;
        return new RawAnswer(
            response.StatusCode, Header(trailers, "grpc-status") is { } status ? int.Parse(status, CultureInfo.InvariantCulture) : null,
            Header(trailers, "grpc-message") ?? "", trailersOnly, body, Header(response.Headers, "grpc-encoding"),
            Header(response.Headers, "grpc-accept-encoding"));
    }

    public void Dispose()
    {
        _request.Dispose();
        _http.Dispose();
    }

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    public static byte[] Frame(byte[] payload, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return compressed.ToArray();
    }

    private static string? Header(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}

/// <summary>What came back.</summary>
internal sealed record RawAnswer(
    HttpStatusCode Http, int? Status, string Message, bool TrailersOnly, byte[] Body, string? Encoding, string? AcceptEncoding);
