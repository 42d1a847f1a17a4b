using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Files;

namespace Router.Host.Security;

/// <summary>
/// Keeps who changed what runs, or was refused to: administrative acts, keys and tokens that turned up, calls of callers that are not known, the configuration at
/// the start. An act that cannot be written is counted and logged; one that a caller asks for is then not done.
/// </summary>
internal sealed class AuditLog
{
    /// <summary>Refused callers that have a line of their own: so many at once, and then so many in a second. Who guesses must not push acts out of the files.</summary>
    private static readonly RateLimitSettings ToldRefusals = new() { Burst = 60, TextsPerSecond = 1, MaxCallers = 1 };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly AuditSettings? _settings;
    private readonly AuditFile? _file;
    private readonly string _node;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TextBudgets _refusals;
    private long _untold;

    private AuditLog(AuditSettings? settings, string node, ILogger logger, TimeProvider time)
    {
        (_settings, _node, _logger, _time) = (settings, node, logger, time);
        _file = settings is null ? null : new AuditFile(settings);
        _refusals = new TextBudgets(ToldRefusals, time, "summed");
    }

    /// <summary>Keeps nothing.</summary>
    public static AuditLog None { get; } = new(settings: null, "", NullLogger.Instance, TimeProvider.System);

    /// <summary>Begins with the start of the node.</summary>
    /// <param name="settings">Where; null for nowhere.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="configuration">A digest of what it runs with.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConfigurationError">The file cannot be written.</exception>
    public static AuditLog Open(AuditSettings? settings, string node, string configuration, ILogger logger, TimeProvider time)
    {
        var log = new AuditLog(settings, node, logger, time);
        if (settings is null) return log;
        try
        {
            log.Append(AuditAct.OfNode("node.start", "configuration") with { Detail = configuration });
            return log;
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw new ConfigurationError($"router.audit.file: {settings.File} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Writes an act.</summary>
    /// <returns>Whether it is written, or nobody asked for that.</returns>
    public bool TryWrite(AuditAct act)
    {
        try
        {
            Append(act);
            return true;
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            RouterMetrics.NotAudited();
            LogMessages.NotAudited(_logger, _settings!.File, act.Act, failure.Message);
            return false;
        }
    }

    /// <summary>Writes that a caller was refused; of very many, how many there were.</summary>
    public void Refuse(AuditAct act)
    {
        if (_file is null) return;
        if (_refusals.Take("", 1, least: 1) is not null) Interlocked.Increment(ref _untold);
        else TryWrite(act with { Untold = TakeUntold() });
    }

    /// <summary>
    /// Writes that a file of keys has changed. Nothing waits for it: a key that was taken out does not open anything any more, whether or not that can be written.
    /// </summary>
    public void TellReload(FileChange change) => TryWrite(change.Problem is { } problem
        ? AuditAct.OfNode("keys.reload", change.Path, ErrorCodes.InvalidArgument) with { Detail = problem }
        : AuditAct.OfNode("keys.reload", change.Path) with { Detail = $"sha256:{change.Hash}" });

    /// <summary>Writes that the node has stopped before it served anybody.</summary>
    public void TellFailedStart(Exception failure)
    {
        var (result, why) = failure switch
        {
            RouterException wrong => (ErrorCodes.InvalidArgument, wrong.Message),
            OperationCanceledException => (ErrorCodes.Unavailable, "it was told to stop"),
            _ => (ErrorCodes.Internal, failure.Message),
        };
        TryWrite(AuditAct.OfNode("node.stop", "node", result).Because(why) with { Untold = TakeUntold() });
    }

    /// <summary>Writes that the node has stopped.</summary>
    public void Close() => TryWrite(AuditAct.OfNode("node.stop", "node") with { Untold = TakeUntold() });

    private long? TakeUntold() => Interlocked.Exchange(ref _untold, 0) is > 0 and var untold ? untold : null;

    private void Append(AuditAct act) =>
        _file?.Append([.. JsonSerializer.SerializeToUtf8Bytes(act with { Time = _time.GetUtcNow(), Node = _node }, Json), (byte)'\n']);

    private static bool IsOfFile(Exception failure) => failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
