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
    public static GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = OwnKey.Around(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectWithin,
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
        }),
        DisposeHttpClient = true,
    });
}
