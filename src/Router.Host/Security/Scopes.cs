namespace Router.Host.Security;

/// <summary>What a caller may do.</summary>
internal static class Scopes
{
    /// <summary>Route texts.</summary>
    public const string Route = "route";

    /// <summary>Open sessions.</summary>
    public const string Stream = "stream";

    /// <summary>Ask for priority <c>high</c>.</summary>
    public const string Priority = "priority";

    /// <summary>Change what runs: have a node leave its cluster.</summary>
    public const string Admin = "admin";

    /// <summary>Read the node's metrics, and in decisions where the time went.</summary>
    public const string Metrics = "metrics";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Route, Stream, Priority, Admin, Metrics];
}

/// <summary>What an endpoint asks of its callers; one without it is open to everybody.</summary>
/// <param name="Scope">One of <see cref="Scopes"/>; null for any caller that is known.</param>
internal sealed record Right(string? Scope);
