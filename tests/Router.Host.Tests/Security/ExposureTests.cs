using Router.Contracts;
using Router.Host.Security;
using Router.Host.Tls;

namespace Router.Host.Tests.Security;

[Collection(RouterCollection.Name)]
public sealed class ExposureTests
{
    [Theory]
    [InlineData("127.0.0.1", false, false, null)]
    [InlineData("127.1.2.3", false, false, null)]
    [InlineData("::1", false, false, null)]
    [InlineData("localhost", false, false, null)]
    [InlineData("0.0.0.0", false, false, "authentication and TLS")]
    [InlineData("::", false, false, "authentication and TLS")]
    [InlineData("192.0.2.1", true, false, "TLS")]
    [InlineData("192.0.2.1", false, true, "authentication")]
    [InlineData("192.0.2.1", true, true, null)]
    public void Off_loopback_both_authentication_and_TLS_are_asked_for(string host, bool hasKeys, bool hasTls, string? missing)
    {
        var settings = SecuredDoors.Settings(hasKeys ? "/keys" : null);
        var listener = OpenDoors.Listener("router.grpc") with { Host = host, Tls = hasTls ? new TlsSettings("/c.pem", "/k.pem") : null };

        var error = Record.Exception(() => Exposure.Check(listener, settings));

        Exposure.Check(listener, settings with { Insecure = true });
        if (missing is null) Assert.Null(error);
        else Assert.StartsWith($"router.grpc.host: {host} can be reached from other machines, and there is no {missing}; ", Assert.IsType<ConfigurationError>(error).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Certificates_are_authentication_where_clients_are_asked_for_them(bool isAsked, bool isTaken)
    {
        var tls = new TlsSettings("/c.pem", "/k.pem") { ClientCa = isAsked ? "/ca.pem" : null };
        var listener = OpenDoors.Listener("router.grpc") with { Host = "0.0.0.0", Tls = tls };
        Assert.Equal(isTaken, Record.Exception(() => Exposure.Check(listener, SecuredDoors.Settings(certificates: "/callers"))) is null);
    }

    [Theory]
    [InlineData(true, "127.0.0.1", false, true)]
    [InlineData(true, "::1", false, true)]
    [InlineData(true, "10.0.0.1", false, false)]
    [InlineData(true, "node-1.example", false, false)]
    [InlineData(true, "0.0.0.0", false, false)]
    [InlineData(true, "10.0.0.1", true, true)]
    [InlineData(false, "10.0.0.1", false, true)]
    public void Off_loopback_nodes_must_know_each_other(bool isEnabled, string host, bool hasTls, bool isTaken)
    {
        var cluster = Installation.Configuration().Settings.Cluster with
        {
            Enabled = isEnabled,
            Host = host,
            Tls = hasTls ? new NodeTlsSettings("/c.pem", "/k.pem", "/ca.pem") : null,
        };
        var settings = SecuredDoors.Settings("/keys");

        var error = Record.Exception(() => Exposure.Check(cluster, settings));

        Exposure.Check(cluster, settings with { Insecure = true });
        if (isTaken) Assert.Null(error);
        else Assert.StartsWith($"router.cluster.host: {host} can be reached from other machines", Assert.IsType<ConfigurationError>(error).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_node_that_would_be_open_to_the_network_does_not_start(string section)
    {
        var configuration = Installation.Configuration($"router.{section}.host=0.0.0.0");

        var error = await Assert.ThrowsAsync<ConfigurationError>(() => RouterServer.StartAsync(
            configuration, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None));

        Assert.StartsWith($"router.{section}.host: 0.0.0.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure", error.Message, StringComparison.Ordinal);
    }
}
