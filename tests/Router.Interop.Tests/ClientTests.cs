using System.Security.Cryptography.X509Certificates;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;
using Router.Interop.Tests.Protocol;

namespace Router.Interop.Tests;

/// <summary>Our own client over TLS.</summary>
public sealed class ClientTests
{
    private static readonly GrpcClientMethod<EchoRequest, EchoReply> Say =
        GrpcClientMethod<EchoRequest, EchoReply>.Unary(EchoReflection.Descriptor.Services[0], "Say");

    [Fact]
    public async Task A_server_whose_certificate_is_trusted_is_called_over_TLS()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await EchoServer.StartAsync(EchoServer.Settings with { Tls = certificate.Settings });
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(certificate.Settings.Certificate);
        using var client = new GrpcChannel(server.Address, new GrpcChannelOptions { TrustedRoots = roots });

        var reply = await client.UnaryAsync(Say, new EchoRequest { Text = "你好" }, timeout: null, CancellationToken.None);

        Assert.Equal(("https", "你好"), (server.Address.Scheme, reply.Text));
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_is_not_called()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await EchoServer.StartAsync(EchoServer.Settings with { Tls = certificate.Settings });
        using var client = new GrpcChannel(server.Address);

        var failure = await Assert.ThrowsAsync<GrpcException>(
            () => client.UnaryAsync(Say, new EchoRequest(), timeout: null, CancellationToken.None));

        Assert.Equal(GrpcStatusCode.Unavailable, failure.Status.Code);
    }
}
