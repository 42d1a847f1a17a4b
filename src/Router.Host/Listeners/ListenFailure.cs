using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Router.Contracts;

namespace Router.Host.Listeners;

/// <summary>Says in the router's words why a web server or Akka.Remote cannot listen.</summary>
internal static class ListenFailure
{
    /// <inheritdoc cref="From(Exception, string, string, int, string?)"/>
    public static RouterException? From(Exception error, ListenerSettings listener, string? option = null) =>
        From(error, listener.Section, listener.Host, listener.Port, option);

    /// <summary>The router's exception for a failure to listen; null for any other failure.</summary>
    /// <param name="error">What it threw.</param>
    /// <param name="section">The keys <c>host</c> and <c>port</c> stand in it, such as <c>router.http</c>.</param>
    /// <param name="host">Where it was to listen.</param>
    /// <param name="port">Where it was to listen.</param>
    /// <param name="option">The option of the command line that sets the port too, if there is one.</param>
    public static RouterException? From(Exception error, string section, string host, int port, string? option = null)
    {
        var address = $"{host}:{port}";
        var remedy = option is null ? $"{section}.port" : $"{option} or {section}.port";
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressInUseException:
                    return new PortInUseException(address, remedy, error);
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return new PortInUseException(address, remedy, error);
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new ConfigurationError(
                        $"{section}.port: this user may not listen on {address}; ports below 1024 need root. Choose another port", error);
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return new ConfigurationError(
                        $"{section}.host: {host} is not an address of this machine; 127.0.0.1 and 0.0.0.0 always work", error);
            }
        }
        return null;
    }
}

/// <summary>Another program listens where the router was to listen.</summary>
/// <param name="address">Host and port.</param>
/// <param name="remedy">What sets another port.</param>
/// <param name="cause">What the system said.</param>
public sealed class PortInUseException(string address, string remedy, Exception? cause = null) : RouterException(
    $"{address} is in use by another program; stop that program, or choose another port with {remedy}", cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
