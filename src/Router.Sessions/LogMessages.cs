using Microsoft.Extensions.Logging;

namespace Router.Sessions;

/// <summary>Event ids 5000-5999. No message carries the text of a hypothesis.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Error, Message = "A query of a session failed")]
    public static partial void UtteranceFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Session {Session} failed")]
    public static partial void SessionFailed(ILogger logger, Guid session, Exception failure);
}
