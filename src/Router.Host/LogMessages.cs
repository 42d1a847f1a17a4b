using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Host;

/// <summary>Event ids 4000-4999. No message carries the text of a query.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 4000, Level = LogLevel.Information, Message = "Listening on {Address}")]
    public static partial void Listening(ILogger logger, Uri address);

    [LoggerMessage(
        EventId = 4001, Level = LogLevel.Information,
        Message = "Node {Node} is ready after {Milliseconds:0} ms: backbone {Backbones}, {Subsystems} subsystems, ranker {Ranker}")]
    public static partial void Ready(
        ILogger logger, string node, double milliseconds, IReadOnlyList<PackageVersion> backbones, int subsystems, string ranker);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "Stopping: {InFlight} queries are under way")]
    public static partial void Draining(ILogger logger, int inFlight);

    [LoggerMessage(
        EventId = 4003, Level = LogLevel.Warning,
        Message = "{Left} queries were still under way when the time to drain was over")]
    public static partial void NotDrained(ILogger logger, int left);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Information, Message = "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(
        EventId = 4005, Level = LogLevel.Warning,
        Message = "{Left} sessions were still open when the time to drain was over")]
    public static partial void SessionsNotDrained(ILogger logger, int left);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Information, Message = "Waiting for {Subsystems} subsystems that no node of the cluster serves yet")]
    public static partial void WaitsForCluster(ILogger logger, int subsystems);

    [LoggerMessage(
        EventId = 4007, Level = LogLevel.Information,
        Message = "Stopping in {Seconds} s: probes are told already that the node is not ready")]
    public static partial void LameDuck(ILogger logger, double seconds);

    [LoggerMessage(
        EventId = 4008, Level = LogLevel.Warning,
        Message = "The backbone {Key}, {Backbone}, is not loaded: no version of an enabled subsystem reads it")]
    public static partial void BackboneUnread(ILogger logger, string key, string backbone);

    [LoggerMessage(
        EventId = 4009, Level = LogLevel.Warning,
        Message = "This process may have {Limit} files open; for as many connections as are allowed it needs {Wanted}. Raise the limit, or lower max-connections")]
    public static partial void FewOpenFiles(ILogger logger, long limit, int wanted);

    [LoggerMessage(EventId = 4100, Level = LogLevel.Error, Message = "Request {Request} failed")]
    public static partial void RequestFailed(ILogger logger, string request, Exception failure);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "A query of a list failed")]
    public static partial void QueryFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Debug, Message = "The client of {Call} broke off")]
    public static partial void ClientGone(ILogger logger, string call);

    [LoggerMessage(
        EventId = 4103, Level = LogLevel.Information,
        Message = "protocol={Protocol} method={Method} route={Route} status={Status} ms={Milliseconds:0.0} in={BytesIn} out={BytesOut} caller={Caller} tenant={Tenant} address={Address} trace={Trace}")]
    public static partial void Request(
        ILogger logger, string protocol, string method, string route, int status, double milliseconds, long bytesIn, long bytesOut, string caller, string tenant, string address,
        string trace);

    [LoggerMessage(EventId = 4300, Level = LogLevel.Information, Message = "{Path} was changed, and counts as it is now")]
    public static partial void WatchedFileRead(ILogger logger, string path);

    [LoggerMessage(EventId = 4301, Level = LogLevel.Warning, Message = "{Path} is not used, what was read of it before counts on: {Problem}")]
    public static partial void WatchedFileWrong(ILogger logger, string path, string problem);

    [LoggerMessage(EventId = 4305, Level = LogLevel.Warning, Message = "{Address}: the keys of the issuer of tokens cannot be read, those that were read before count on: {Problem}")]
    public static partial void IssuerKeysNotRead(ILogger logger, string address, string problem);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Warning, Message = "{Path}: the certificate is valid from {Begin:u} to {End:u}, and not now: clients refuse it")]
    public static partial void CertificateNotValidNow(ILogger logger, string path, DateTimeOffset begin, DateTimeOffset end);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Warning, Message = "A connection from {Address} is not a node's that is known here: {Reason}")]
    public static partial void NodeRefused(ILogger logger, System.Net.EndPoint? address, string reason);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Error, Message = "{Path} cannot be written, and the audit log lacks {Act}: {Problem}")]
    public static partial void NotAudited(ILogger logger, string path, string act, string problem);

    [LoggerMessage(EventId = 4200, Level = LogLevel.Information, Message = "Listening for gRPC on {Address}")]
    public static partial void ListeningForGrpc(ILogger logger, Uri address);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Information, Message = "Listening for probes and metrics on {Address}")]
    public static partial void ListeningForAdmin(ILogger logger, Uri address);

    [LoggerMessage(EventId = 4201, Level = LogLevel.Error, Message = "The gRPC call {Method} failed")]
    public static partial void GrpcCallFailed(ILogger logger, string method, Exception failure);
}
