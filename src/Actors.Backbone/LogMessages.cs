using Microsoft.Extensions.Logging;

namespace Actors.Backbone;

/// <summary>Event ids 1000-1999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "Backbone {Backbone} failed on {Device} to encode a batch of {Count} queries; they are refused")]
    public static partial void EncodeFailed(ILogger logger, Exception failure, string backbone, string device, int count);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "An actor of a device of backbone {Backbone} failed and starts again; its waiting queries are refused")]
    public static partial void DeviceRestarts(ILogger logger, Exception failure, string backbone);

    [LoggerMessage(
        EventId = 1002, Level = LogLevel.Warning,
        Message = "Device {Device} of node {Node} did not encode what it was sent for backbone {Backbone}; it gets no queries of this node for {Seconds} s")]
    public static partial void DeviceTakenOut(ILogger logger, string device, string node, string backbone, double seconds);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "Device {Device} of node {Node} encodes again for backbone {Backbone}")]
    public static partial void DeviceTakenIn(ILogger logger, string device, string node, string backbone);
}
