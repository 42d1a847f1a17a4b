using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Router.Contracts;

namespace Router.Host.Http;

/// <summary>Says in the router's words why Kestrel cannot listen.</summary>
internal static class ListenFailure
{
    /// <summary>The router's exception for a failure to listen; null for any other failure.</summary>
    public static RouterException? From(Exception error, HttpOptions options)
    {
        var address = $"{options.Host}:{options.Port}";
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressInUseException:
                    return new PortInUseException(address, error);
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return new PortInUseException(address, error);
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new ConfigurationError(
                        $"router.http.port: this user may not listen on {address}; ports below 1024 need root. Choose another port", error);
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return new ConfigurationError(
                        $"router.http.host: {options.Host} is not an address of this machine; 127.0.0.1 and 0.0.0.0 always work", error);
            }
        }
        return null;
    }
}

/// <summary>Another program listens where the router was to listen.</summary>
/// <param name="address">Host and port.</param>
/// <param name="cause">What the system said.</param>
public sealed class PortInUseException(string address, Exception? cause = null) : RouterException(
    $"{address} is in use by another program; stop that program, or choose another port with --port N or router.http.port", cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
