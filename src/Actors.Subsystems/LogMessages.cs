using Microsoft.Extensions.Logging;

namespace Actors.Subsystems;

/// <summary>Event ids 2000-2999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Error, Message = "Subsystem {Subsystem} failed on a batch of {Count} queries")]
    public static partial void HeadFailed(ILogger logger, Exception failure, string subsystem, int count);
}
