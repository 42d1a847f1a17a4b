using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Router.Contracts;
using Router.Host.Http;
using Router.Host.Tests.Http;
using Router.Host.Tests.Security;
using Router.Host.Tls;

namespace Router.Host.Tests.Tls;

/// <summary>A listener with a certificate, over real sockets.</summary>
public sealed class ServerTlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly CapturedLog _log = new();
    private readonly TlsSettings _files;

    public ServerTlsTests() => _files = new TlsSettings(_directory["certificate.pem"], _directory["key.pem"]);

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_server_with_a_certificate_shows_it_and_speaks_nothing_else()
    {
        var own = Replace("one");
        await using var http = await StartAsync(_files);

        using var client = Client(own);
        using var health = await client.GetAsync(new Uri(http.Address, "/healthz"));

        Assert.Equal(("https", 200), (http.Address.Scheme, (int)health.StatusCode));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"http://127.0.0.1:{http.Address.Port}/healthz"));
    }

    [Fact]
    public async Task A_certificate_that_is_missing_is_a_configuration_error()
    {
        var failure = await Assert.ThrowsAsync<ConfigurationError>(() => StartAsync(new TlsSettings("/no/such/file.pem", "/no/such/key.pem")));
        Assert.StartsWith("router.http.tls.certificate: /no/such/file.pem", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_certificate_counts_from_the_next_handshake_on_and_open_connections_go_on()
    {
        var old = Replace("one");
        await using var http = await StartAsync(_files);
        using var open = Client(old);
        using var before = await open.GetAsync(new Uri(http.Address, "/healthz"));

        var fresh = Replace("two");
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(old, await ShownAsync(http));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(fresh, await ShownAsync(http));

        // A connection of its own would be refused: this client knows the old certificate alone.
        using var after = await open.GetAsync(new Uri(http.Address, "/healthz"));
        Assert.Equal((200, 200), ((int)before.StatusCode, (int)after.StatusCode));
    }

    [Fact]
    public async Task While_one_of_the_two_files_is_new_or_broken_the_old_certificate_is_shown_and_that_is_told_once()
    {
        var old = Replace("one");
        await using var http = await StartAsync(_files);
        var oldKey = await File.ReadAllTextAsync(_files.Key);
        var fresh = Replace("two");
        var freshKey = await File.ReadAllTextAsync(_files.Key);

        foreach (var key in new[] { oldKey, oldKey, freshKey[..^100], "" })
        {
            await File.WriteAllTextAsync(_files.Key, key);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(old, await ShownAsync(http));
        }
        await File.WriteAllTextAsync(_files.Key, freshKey);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(fresh, await ShownAsync(http));
        var told = _log.Text.Split('\n').Where(line => line.Contains("counts on:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(told.Distinct(StringComparer.Ordinal), told);
        Assert.StartsWith($"{_files.Certificate} and {_files.Key} is not used", told[0], StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_client_that_speaks_TLS_1_0_or_1_1_at_most_is_refused(byte minor, bool isTaken)
    {
        Replace("one");
        await using var http = await StartAsync(_files);
        using var client = new TcpClient("127.0.0.1", http.Address.Port);

        await client.GetStream().WriteAsync(Hello(minor));
        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer);

        // A record of the handshake, or the alert protocol_version (RFC 5246, sections 6.2.1 and 7.2).
        Assert.Equal(isTaken ? 22 : 21, answer[0]);
        if (!isTaken) Assert.Equal((2, 70), (answer[5], answer[6]));
    }

    [Fact]
    public async Task When_the_certificate_ends_is_a_metric_and_one_that_has_ended_is_told()
    {
        using var readings = new CounterReadings("router.tls.certificate.expires");
        Replace("one", to: 1);
        await using var http = await StartAsync(_files, "router.test");
        readings.Observe();
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(readings["router.tls.certificate.expires{listener=router.test}"]) - _time.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.DoesNotContain("and not now", _log.Text, StringComparison.Ordinal);

        Replace("two", to: -0.5);
        _time.Advance(TimeSpan.FromSeconds(1));
        await ShownAsync(http);

        Assert.Contains($"{_files.Certificate}: the certificate is valid from ", _log.Text, StringComparison.Ordinal);
        Assert.Contains("and not now", _log.Text, StringComparison.Ordinal);
    }

    /// <summary>The first message of a client (RFC 5246, section 7.4.1.2).</summary>
    private static byte[] Hello(byte minor)
    {
        byte[] suites = [0xc0, 0x2b, 0xc0, 0x2c, 0xc0, 0x09, 0xc0, 0x0a];
        byte[] extensions =
        [
            0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00, 0x17, // the curve P-256
            0x00, 0x0b, 0x00, 0x02, 0x01, 0x00, // points as they are
            0x00, 0x0d, 0x00, 0x04, 0x00, 0x02, 0x04, 0x03, // ECDSA with SHA-256
        ];
        byte[] body = [0x03, minor, .. new byte[32], 0, 0, (byte)suites.Length, .. suites, 1, 0, 0, (byte)extensions.Length, .. extensions];
        byte[] message = [1, 0, 0, (byte)body.Length, .. body];
        return [22, 0x03, 0x01, 0, (byte)message.Length, .. message];
    }

    /// <summary>A client that takes one certificate.</summary>
    private static HttpClient Client(string thumbprint) => new(new SocketsHttpHandler
    {
        SslOptions = new() { RemoteCertificateValidationCallback = (_, found, _, _) => found!.GetCertHashString() == thumbprint },
    });

    /// <summary>The certificate that a new connection is shown.</summary>
    private static async Task<string> ShownAsync(HttpFrontEnd http)
    {
        using var client = new TcpClient("127.0.0.1", http.Address.Port);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, found, _, _) => found is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.GetCertHashString();
    }

    private string Replace(string name, double to = 1)
    {
        using var certificate = _authority.Issue(name, to: to);
        TestAuthority.Write(certificate, _files.Certificate, _files.Key);
        return certificate.Thumbprint;
    }

    private Task<HttpFrontEnd> StartAsync(TlsSettings tls, string section = "router.http") => HttpFrontEnd.StartAsync(
        GateTests.Options(port: 0) with { Listener = OpenDoors.Listener(section) with { Tls = tls } },
        new NodeGate("node-1"), OpenDoors.Services(loggers: _log, time: _time), CancellationToken.None);
}
