namespace Router.Host.Grpc;

/// <summary>What a gRPC server needs to know.</summary>
public sealed record GrpcSettings
{
    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Largest message in bytes, decompressed, in either direction.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Most calls at once on one connection; a client keeps back further ones.</summary>
    public required int MaxConcurrentStreams { get; init; }

    /// <summary>Most open connections.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>A connection that has been silent this long is pinged; zero never pings, else at least one second.</summary>
    public required TimeSpan KeepAliveInterval { get; init; }

    /// <summary>A connection that leaves a ping unanswered this long is closed; at least one second.</summary>
    public required TimeSpan KeepAliveTimeout { get; init; }

    /// <summary>The certificate to serve TLS with; null for cleartext.</summary>
    public GrpcTlsSettings? Tls { get; init; }
}

/// <summary>The server's certificate.</summary>
/// <param name="Certificate">PEM file: the server's certificate first, then those that lead to a root, if any.</param>
/// <param name="Key">PEM file with the certificate's private key, not encrypted.</param>
public sealed record GrpcTlsSettings(string Certificate, string Key);
