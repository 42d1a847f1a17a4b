using Grpc.Net.Client;

namespace Router.Tools.Calls;

/// <summary>Opens ways to gRPC servers.</summary>
internal static class GrpcChannels
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Cleartext for an <c>http</c> address (the server is known to speak HTTP/2), TLS for an <c>https</c> one. A further connection is
    /// opened when all streams of those there are are taken.
    /// </summary>
    /// <param name="address">The server's.</param>
    /// <param name="access">What it is shown; what the environment says unless given.</param>
    public static GrpcChannel Open(Uri address, ServerAccess? access = null) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = (access ?? ServerAccess.OfEnvironment()).Around(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectWithin,
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
        }),
        DisposeHttpClient = true,
    });
}
