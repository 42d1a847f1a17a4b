using Router.Contracts;

namespace Router.Host.Cluster;

/// <summary>The node left its cluster before it served; it is not started.</summary>
/// <param name="wasAsked">Whether it was asked to; otherwise it was taken out, or something of it failed.</param>
public sealed class LeftClusterException(bool wasAsked) : RouterException(
    wasAsked ? "the node was asked to leave its cluster before it served" : "the node was taken out of its cluster, or something of it failed, before it served; the log says which")
{
    /// <summary>Whether it was asked to.</summary>
    public bool WasAsked => wasAsked;

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
