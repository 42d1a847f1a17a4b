using System.Security.Cryptography.X509Certificates;
using Router.Contracts;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Interop.Tests;

namespace Router.Host.Tests.Http;

public sealed class TlsTests
{
    [Fact]
    public async Task A_server_with_a_certificate_shows_it_and_speaks_nothing_else()
    {
        using var certificate = TestCertificate.Create();
        await using var http = await StartAsync(certificate.Settings);
        using var shown = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(certificate.Settings.Certificate));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = (_, found, _, _) => found!.GetCertHashString() == shown.Thumbprint },
        });
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

    private static Task<HttpFrontEnd> StartAsync(TlsSettings tls) => HttpFrontEnd.StartAsync(
        GateTests.Options(port: 0) with { Listener = OpenDoors.Listener("router.http") with { Tls = tls } }, new NodeGate("node-1"), OpenDoors.Services(), CancellationToken.None);
}
