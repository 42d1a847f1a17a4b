using Microsoft.Extensions.Logging;

namespace Actors.Subsystems;

/// <summary>Event ids 2000-2999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Error, Message = "Subsystem {Subsystem} failed on a batch of {Count} queries")]
    public static partial void HeadFailed(ILogger logger, Exception failure, string subsystem, int count);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Node {Node} is no member any more")]
    public static partial void NodeRemoved(ILogger logger, string node);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "Node {Node}: reachable is now {IsReachable}")]
    public static partial void NodeReachability(ILogger logger, string node, bool isReachable);

    [LoggerMessage(
        EventId = 2003, Level = LogLevel.Warning,
        Message = "Node {Node} of version {Version} does not say which backbone its head of {Subsystem} {Head} reads, and this node has no such package: the head is not asked")]
    public static partial void HeadOfUnknownBackbone(ILogger logger, string node, string version, string subsystem, string head);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "Node {Node} of version {Version} encodes for itself alone: this node sends it no queries")]
    public static partial void NodeWithoutDevices(ILogger logger, string node, string version);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Critical, Message = "The actor that knows what runs on this node and on the others failed: the node ends")]
    public static partial void SubsystemsFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Queries were still being encoded here, or judged, when the time to drain was over")]
    public static partial void NotDrained(ILogger logger);
}
