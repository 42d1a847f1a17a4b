using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts.Protocol;
using Router.Tools.Calls;
using Status = Grpc.Core.Status;

namespace Router.Tools.Playback;

/// <summary>Plays sessions to a server over gRPC, with the timing of their recording. Any number may play at once.</summary>
/// <param name="channel">The way to the server.</param>
/// <param name="speed">How many times faster than recorded, above 0.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionPlayer(GrpcChannel channel, double speed, TimeProvider time)
{
    private readonly Contracts.Protocol.Router.RouterClient _router = new(channel);

    /// <summary>Plays a session to its end.</summary>
    /// <param name="script">What is sent.</param>
    /// <param name="listener">Learns what happens.</param>
    /// <param name="due">
    /// Timestamp of when the session was to begin: latencies then count from when final hypotheses were due. Null to begin now and count
    /// from when they were sent.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How the call ended.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up; the listener is told of no further end.</exception>
    public async Task<Status> PlayAsync(
        SessionScript script, ISessionListener listener, long? due, CancellationToken cancellationToken)
    {
        var ends = new UtteranceEnds(script.Decided, listener, time);
        using var call = _router.Stream(cancellationToken: cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(script, call, ends, listener, due, over.Token);
        var status = Status.DefaultSuccess;
        try
        {
            await foreach (var update in call.ResponseStream.ReadAllAsync(CancellationToken.None))
            {
                listener.Received(update);
                ends.Received(update);
            }
        }
        catch (RpcException ended)
        {
            cancellationToken.ThrowIfCancellationRequested();
            status = new Status(ended.StatusCode, CallStatus.DetailOf(ended.Status, channel.Target));
        }
        finally
        {
            await over.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        ends.SessionEnded(status);
        return status;
    }

    private async Task SendAsync(
        SessionScript script,
        AsyncDuplexStreamingCall<SessionEvent, SessionUpdate> call,
        UtteranceEnds ends,
        ISessionListener listener,
        long? due,
        CancellationToken cancellationToken)
    {
        var started = due ?? time.GetTimestamp();
        foreach (var (at, message) in script.Events)
        {
            var moment = started + (long)(at.TotalSeconds / speed * time.TimestampFrequency);
            var left = time.GetElapsedTime(time.GetTimestamp(), moment);
            if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken);
            // Told before it is sent: its decision may be here before the sending returns.
            if (message.Hypothesis is { Final: true } final) ends.Sending(final.UtteranceId, due is null ? time.GetTimestamp() : moment);
            listener.Sent(message);
            await call.RequestStream.WriteAsync(message, cancellationToken);
        }
        await call.RequestStream.CompleteAsync();
    }

    /// <summary>Sees to it that each utterance ends once.</summary>
    private sealed class UtteranceEnds(IEnumerable<string> decided, ISessionListener listener, TimeProvider time)
    {
        private readonly ConcurrentDictionary<string, long?> _open =
            new(decided.Distinct(StringComparer.Ordinal).Select(id => KeyValuePair.Create(id, (long?)null)), StringComparer.Ordinal);

        public void Sending(string utteranceId, long timestamp) => _open.TryUpdate(utteranceId, timestamp, comparisonValue: null);

        public void Received(SessionUpdate update)
        {
            switch (update.UpdateCase)
            {
                case SessionUpdate.UpdateOneofCase.Final:
                    End(update.Final.UtteranceId, latency => new(update.Final.UtteranceId, latency) { Decision = update.Final });
                    break;
                case SessionUpdate.UpdateOneofCase.Error:
                    var error = update.Error;
                    End(error.UtteranceId, latency => new(error.UtteranceId, latency) { Error = error.Code, Detail = error.Message });
                    break;
            }
        }

        public void SessionEnded(Status status)
        {
            var (error, detail) = status.StatusCode == StatusCode.OK
                ? (CallStatus.NameOf(StatusCode.Unknown), "the session ended without a decision")
                : (CallStatus.NameOf(status.StatusCode), status.Detail);
            foreach (var id in _open.Keys) End(id, latency => new(id, latency) { Error = error, Detail = detail });
        }

        private void End(string utteranceId, Func<TimeSpan, UtteranceEnd> end)
        {
            if (!_open.TryRemove(utteranceId, out var sent)) return;
            listener.Ended(end(sent is { } timestamp ? time.GetElapsedTime(timestamp) : TimeSpan.Zero));
        }
    }
}
