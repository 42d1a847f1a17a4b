using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Benchmarks.Routing;
using Router.Host.Remoting;
using Router.Host.Tls;

namespace Router.Benchmarks.Blocks;

/// <summary>An actor system with the shipped settings that listens on loopback.</summary>
internal static class BlockSystem
{
    public const string Name = "blocks";

    /// <param name="tls">The folder with the files of <see cref="Files"/>; null for cleartext.</param>
    public static ActorSystem Start(string? tls)
    {
        var own = ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = OFF
              stdout-logger-class = ""
              actor.provider = remote
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 {{(tls is null ? "" : $", transport-class = \"{TlsTransport.ClassName}\"")}} }
            }
            """);
        var shipped = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(Deployment.Root, "hocon", "akka.conf")));
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(own.WithFallback(shipped)));
        return ActorSystem.Create(Name, tls is null ? setup : setup.And(NodeTls.Open(Files(tls), NullLogger.Instance, TimeProvider.System)));
    }

    /// <summary>Where it listens.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>Certificate, key and authority in a folder.</summary>
    public static NodeTlsSettings Files(string folder) => new(Path.Combine(folder, "node.pem"), Path.Combine(folder, "node.key"), Path.Combine(folder, "ca.pem"));
}
