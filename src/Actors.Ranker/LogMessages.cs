using Microsoft.Extensions.Logging;

namespace Actors.Ranker;

/// <summary>Event ids 3000-3999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "Query {QueryId} was registered twice; the second time is ignored")]
    public static partial void DuplicateQuery(ILogger logger, Guid queryId);
}
