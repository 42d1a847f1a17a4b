using System.Net;
using System.Net.Sockets;
using Actors.Backbone;
using Actors.Subsystems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Host.Listeners;

namespace Router.Host.Node;

/// <summary>
/// Creates the actor system before Akka.Hosting would: that writes what fails to standard output, with its stack.
/// </summary>
/// <param name="services">Give the actor system.</param>
/// <param name="configuration">What the engine reads.</param>
/// <param name="listens">Whether the node is a member of a cluster, and so listens for the other nodes.</param>
internal sealed class ActorSystemStart(IServiceProvider services, RouterConfiguration configuration, bool listens) : IHostedService
{
    private const string Transport = "akka.remote.dot-netty.tcp";

    private readonly ClusterSettings _cluster = configuration.Settings.Cluster;

    /// <exception cref="PortInUseException">Another program listens on the cluster's port.</exception>
    /// <exception cref="ConfigurationError">
    /// Akka.NET does not start with <c>akka {}</c>; or the cluster's address is not this machine's, or needs rights that the program lacks.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (listens) await TryPortAsync(cancellationToken);
            FindDispatchers(services.GetRequiredService<ActorSystem>());
        }
        catch (Exception error) when (error is not (OperationCanceledException or RouterException))
        {
            if (listens && ListenFailure.From(error, "router.cluster", _cluster.Host, _cluster.Port) is { } failure) throw failure;
            throw new ConfigurationError($"the configuration is wrong: akka {{}}: Akka.NET does not start with it: {error.Message}", error);
        }
    }

    /// <summary>The actor system ends in its coordinated shutdown.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Akka.Remote would log three errors of a taken port before it gave up; every other failure to listen is left to it.</summary>
    /// <exception cref="SocketException">The port is in use.</exception>
    private async Task TryPortAsync(CancellationToken cancellationToken)
    {
        // Behind address translation Akka.Remote listens elsewhere than the other nodes are told.
        var host = configuration.Engine.GetString(Transport + ".bind-hostname") is { Length: > 0 } given ? given : _cluster.Host;
        var port = configuration.Engine.GetInt(Transport + ".bind-port", _cluster.Port);
        try
        {
            var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken);
            using var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(addresses[0], port));
        }
        catch (SocketException other) when (other.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
        }
    }

    /// <summary>Akka.NET would look for them when an actor first needs them, and log that there is none while the node goes on.</summary>
    private static void FindDispatchers(ActorSystem system)
    {
        foreach (var dispatcher in new[] { BackbonePool.DeviceDispatcher, SubsystemActor.HeadDispatcher })
        {
            try
            {
                system.Dispatchers.Lookup(dispatcher);
            }
            catch (Exception error)
            {
                throw new ConfigurationError($"the configuration is wrong: {dispatcher}: Akka.NET makes no dispatcher of it: {error.Message}", error);
            }
        }
    }
}
