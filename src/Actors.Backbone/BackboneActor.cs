using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// Runs the backbone on one device, on a thread of its own: takes whatever is waiting, groups it by length, encodes it once and
/// publishes the states to every subsystem.
/// </summary>
public sealed class BackboneActor : ReceiveActor
{
    private readonly BackboneDevice _device;
    private readonly BackboneSettings _settings;
    private readonly FanOut _fanOut;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WaitingQueries _waiting;
    private readonly Alarm _batchIsDue;
    private IReadOnlyList<Encode> _running = [];
    private bool _runIsDue;

    /// <param name="device">The device.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="fanOut">Where encoded batches go.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public BackboneActor(BackboneDevice device, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger)
    {
        (_device, _settings, _fanOut, _time, _logger) = (device, settings, fanOut, time, logger);
        _waiting = new WaitingQueries(settings.MaxBatchSize, settings.MaxPadding);
        _batchIsDue = new Alarm(Self, RunBatch.Instance, time);
        Receive<Encode>(OnEncode);
        Receive<CancelQuery>(OnCancelQuery);
        Receive<RunBatch>(_ => OnRunBatch());
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(BackboneDevice device, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger) =>
        Props.Create(() => new BackboneActor(device, settings, fanOut, time, logger));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object? message)
    {
        _batchIsDue.Cancel();
        RefuseAll(RefusalReason.BackboneUnavailable);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _batchIsDue.Cancel();
        RefuseAll(RefusalReason.ShuttingDown);
        base.PostStop();
    }

    private void OnEncode(Encode message)
    {
        _waiting.Add(message);
        if (_runIsDue) return;
        _runIsDue = true;
        // A message to oneself comes behind everything that is in the mailbox already: that is what shares the run.
        if (_settings.MaxBatchDelay == TimeSpan.Zero) Self.Tell(RunBatch.Instance, Self);
        else _batchIsDue.Set(_settings.MaxBatchDelay);
    }

    private void OnCancelQuery(CancelQuery message)
    {
        if (_waiting.Take(message.QueryId) is not { } encode) return;
        Telemetry.Cancelled();
        Context.Parent.Tell(new BatchFinished([encode], States: null, TimeSpan.Zero), Self);
    }

    private void OnRunBatch()
    {
        _runIsDue = false;
        var now = _time.GetUtcNow();
        var overdue = _waiting.TakeOverdue(now);
        foreach (var encode in overdue) Refuse(encode, RefusalReason.DeadlineExceeded);
        if (overdue.Count > 0) Context.Parent.Tell(new BatchFinished(overdue, States: null, TimeSpan.Zero), Self);
        var batch = _waiting.TakeBatch(now);
        if (batch.Count > 0)
        {
            _running = batch;
            Run(batch);
            _running = [];
        }
        if (_waiting.Count == 0 || _runIsDue) return;
        _runIsDue = true;
        Self.Tell(RunBatch.Instance, Self);
    }

    private void Run(IReadOnlyList<Encode> batch)
    {
        var texts = new TokenizedText[batch.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = batch[i].Query.Text;
        var started = _time.GetUtcNow();
        LayerStates states;
        try
        {
            states = _device.Encode(texts);
        }
        catch (Exception failure)
        {
            // Whatever the model throws ends these queries, not the device.
            LogMessages.EncodeFailed(_logger, failure, _fanOut.Backbone, _device.Name, batch.Count);
            foreach (var encode in batch) Refuse(encode, RefusalReason.BackboneUnavailable);
            Context.Parent.Tell(new BatchFinished(batch, States: null, TimeSpan.Zero), Self);
            return;
        }
        var elapsed = _time.GetUtcNow() - started;
        Telemetry.Ran(_fanOut.Backbone, _device.Name, batch.Count, states.Tokens, elapsed);
        var queries = new EncodedQuery[batch.Count];
        for (var i = 0; i < queries.Length; i++)
        {
            var query = batch[i].Query;
            queries[i] = new EncodedQuery(
                query,
                batch[i].Ranker,
                new EncodeTimings((started - query.AcceptedAt).TotalMilliseconds, elapsed.TotalMilliseconds),
                batch[i].Asked);
        }
        _fanOut.Publish(queries, states);
        // The pool takes over this actor's reference.
        Context.Parent.Tell(new BatchFinished(batch, states, elapsed), Self);
    }

    private void RefuseAll(RefusalReason reason)
    {
        IReadOnlyList<Encode> waiting = [.. _running, .. _waiting.TakeAll()];
        _running = [];
        foreach (var encode in waiting) Refuse(encode, reason);
        if (waiting.Count > 0) Context.Parent.Tell(new BatchFinished(waiting, States: null, TimeSpan.Zero), Self);
    }

    private void Refuse(Encode encode, RefusalReason reason) => encode.Ranker.Tell(EncodeRefused.Of(encode, reason), Self);

    private sealed class RunBatch
    {
        public static readonly RunBatch Instance = new();
    }
}

/// <summary>To the pool: these queries left the device.</summary>
/// <param name="Queries">Encoded, dropped or failed.</param>
/// <param name="States">When they were encoded: their states, row by row, with one reference for the pool.</param>
/// <param name="Elapsed">How long the device was busy with them.</param>
internal sealed record BatchFinished(IReadOnlyList<Encode> Queries, LayerStates? States, TimeSpan Elapsed);
