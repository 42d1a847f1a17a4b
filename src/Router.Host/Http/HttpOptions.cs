namespace Router.Host.Http;

/// <summary>What the HTTP front end needs to know.</summary>
public sealed record HttpOptions
{
    /// <summary>An IP address, or <c>localhost</c>.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Largest body of a request, in bytes.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>Most texts in one request.</summary>
    public required int MaxTexts { get; init; }

    /// <summary>Most open connections.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Origins of web pages whose scripts may open the WebSocket, beside the server's own.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }
}
