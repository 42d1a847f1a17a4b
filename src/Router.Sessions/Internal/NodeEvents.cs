using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>From the node to a session: time has passed or a query has ended; look whether something is due.</summary>
internal sealed record Wake : SessionEvent
{
    public static readonly Wake Instance = new();
}

/// <summary>From the node to a session: the node is stopping.</summary>
internal sealed record Drain : SessionEvent
{
    public static readonly Drain Instance = new();
}
