using System.Security.Cryptography.X509Certificates;

namespace Router.Host.Grpc.Client;

/// <summary>How a client talks to its server.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>Largest message in bytes, in either direction.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>With TLS: the roots that the server's certificate must lead to; null for those of the system.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The clock that deadlines run on.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
