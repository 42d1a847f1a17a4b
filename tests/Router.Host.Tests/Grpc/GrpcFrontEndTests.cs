using System.Net;
using System.Net.Sockets;
using Router.Contracts;
using Router.Host.Grpc;
using Router.Host.Listeners;
using Router.Host.Tls;

namespace Router.Host.Tests.Grpc;

/// <summary>What stops the front end from starting.</summary>
public sealed class GrpcFrontEndTests
{
    internal static readonly GrpcSettings Settings = new()
    {
        Listener = OpenDoors.Listener("router.grpc"),
        MaxMessageBytes = 1024 * 1024,
        MaxUnfinishedBytes = 4 * 1024 * 1024,
        MaxConcurrentStreams = 100,
        KeepAliveInterval = TimeSpan.FromMinutes(1),
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    };

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<PortInUseException>(() => StartAsync(At(Settings.Listener with { Port = port })));

        Assert.Contains($"127.0.0.1:{port} is in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--grpc-port N or router.grpc.port", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_a_configuration_error()
    {
        var failure = await Assert.ThrowsAsync<ConfigurationError>(() => StartAsync(At(Settings.Listener with { Host = "203.0.113.1" })));
        Assert.StartsWith("router.grpc.host", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_missing_is_a_configuration_error()
    {
        var failure = await Assert.ThrowsAsync<ConfigurationError>(
            () => StartAsync(At(Settings.Listener with { Tls = new TlsSettings("/no/such/file.pem", "/no/such/key.pem") })));
        Assert.StartsWith("router.grpc.tls.certificate: /no/such/file.pem", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_hold_no_certificate_are_a_configuration_error()
    {
        var file = Path.GetTempFileName();
        try
        {
            var settings = At(Settings.Listener with { Tls = new TlsSettings(file, file) });
            var failure = await Assert.ThrowsAsync<ConfigurationError>(() => StartAsync(settings));
            Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_gate_tells_its_watchers_the_state_at_once_and_at_each_change()
    {
        var gate = new NodeGate("node-1");
        var states = new List<NodeState>();
        gate.Watch(states.Add);
        gate.Drain();
        gate.Close();
        Assert.Equal([NodeState.Starting, NodeState.Draining, NodeState.Stopped], states);
    }

    private static GrpcSettings At(ListenerSettings listener) => Settings with { Listener = listener };

    private static async Task StartAsync(GrpcSettings settings)
    {
        await using var frontEnd = await GrpcFrontEnd.StartAsync(
            settings, new NodeGate("node-1"), OpenDoors.Services(), CancellationToken.None);
    }
}
