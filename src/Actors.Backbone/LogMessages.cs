using Microsoft.Extensions.Logging;

namespace Actors.Backbone;

/// <summary>Event ids 1000-1999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "Device {Device} failed to encode a batch of {Count} queries; they are refused")]
    public static partial void EncodeFailed(ILogger logger, Exception failure, string device, int count);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "A device's actor failed and starts again; its waiting queries are refused")]
    public static partial void DeviceRestarts(ILogger logger, Exception failure);
}
