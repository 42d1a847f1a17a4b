using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// Has one backbone encode: gives each query to the device with the least work queued, or answers it from the layer-state cache. A query that finds every
/// queue full is refused at once.
/// </summary>
public sealed class BackbonePool : ReceiveActor
{
    private readonly IReadOnlyList<BackboneDevice> _devices;
    private readonly BackboneSettings _settings;
    private readonly FanOut _fanOut;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LayerStateCache? _cache;
    private readonly IReadOnlyList<DeviceQueue> _counts;
    private readonly List<(IActorRef Device, DeviceQueue Queue)> _queues = [];
    private IActorRef? _draining;

    /// <param name="devices">At least one.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="fanOut">Where encoded batches go.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="counts">Count what each device has.</param>
    public BackbonePool(
        IReadOnlyList<BackboneDevice> devices, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger, IReadOnlyList<DeviceQueue> counts)
    {
        (_devices, _settings, _fanOut, _time, _logger, _counts) = (devices, settings, fanOut, time, logger, counts);
        _cache = settings.Cache is { } cache ? new LayerStateCache(cache, time) : null;
        Receive<Encode>(OnEncode);
        Receive<CancelQuery>(OnCancelQuery);
        Receive<BatchFinished>(OnBatchFinished);
        Receive<Drain>(_ => OnDrain());
    }

    /// <summary>The dispatcher that gives each device its own thread.</summary>
    public const string DeviceDispatcher = "akka.actor.backbone-dispatcher";

    /// <summary>The actor's recipe.</summary>
    /// <param name="devices">At least one.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="fanOut">Where encoded batches go.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="shown">Shows the devices' queues to others from now on; null where nobody looks.</param>
    /// <exception cref="ArgumentException">There is no device.</exception>
    public static Props Create(
        IReadOnlyList<BackboneDevice> devices, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger, DeviceQueues? shown = null)
    {
        if (devices.Count == 0) throw new ArgumentException("at least one device is needed", nameof(devices));
        DeviceQueue[] counts = [.. devices.Select(_ => new DeviceQueue())];
        for (var i = 0; i < counts.Length; i++) shown?.Show(fanOut.Backbone, i, devices[i].Name, counts[i]);
        return Props.Create(() => new BackbonePool(devices, settings, fanOut, time, logger, counts));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var device in _devices)
        {
            var props = BackboneActor.Create(device, _settings, _fanOut, _time, _logger).WithDispatcher(DeviceDispatcher);
            _counts[_queues.Count].Clear();
            _queues.Add((Context.ActorOf(props, $"device-{_queues.Count}"), _counts[_queues.Count]));
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cache?.Clear();
        base.PostStop();
    }

    /// <summary>A device that throws starts again with an empty queue; its waiting queries were refused by itself.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(failure =>
        {
            LogMessages.DeviceRestarts(_logger, failure, _fanOut.Backbone);
            return Directive.Restart;
        });

    private void OnEncode(Encode message)
    {
        var query = message.Query;
        var now = _time.GetUtcNow();
        if (query.IsOverdue(now))
        {
            Refuse(message, RefusalReason.DeadlineExceeded);
            return;
        }
        if (_cache?.Find(query) is { } states)
        {
            Telemetry.CacheHit(_fanOut.Backbone);
            var timings = new EncodeTimings((now - query.AcceptedAt).TotalMilliseconds, EncodeMs: 0);
            _fanOut.Publish([new EncodedQuery(query, message.Ranker, timings, message.Asked)], states);
            states.Release();
            return;
        }
        if (message.Device >= _queues.Count)
        {
            Refuse(message, RefusalReason.BackboneUnavailable);
            return;
        }
        if (LeastQueued(message.Device) is not var (device, queue))
        {
            Telemetry.Refused(_fanOut.Backbone);
            Refuse(message, RefusalReason.QueueFull, message.Device is { } only ? _queues[only].Queue.ExpectedDelay : _queues.Min(full => full.Queue.ExpectedDelay));
            return;
        }
        queue.Add(query);
        device.Tell(message, Self);
    }

    /// <summary>Which device has the query is not kept: there are few, and the others ignore it.</summary>
    private void OnCancelQuery(CancelQuery message)
    {
        foreach (var (device, _) in _queues) device.Tell(message, Self);
    }

    private void OnBatchFinished(BatchFinished message)
    {
        var sender = Sender;
        // A device from before the pool began anew is not among them.
        if (_queues.Find(own => own.Device.Equals(sender)) is { Queue: { } queue }) queue.Remove(message.Queries, message.Elapsed);
        TellDrained();
        if (message.States is not { } states) return;
        _cache?.Add(message.Queries, states);
        states.Release();
    }

    private void OnDrain()
    {
        _draining = Sender;
        TellDrained();
    }

    private void TellDrained()
    {
        if (_draining is null || _queues.Exists(own => own.Queue.Queries > 0)) return;
        _draining.Tell(Drained.Instance, Self);
        _draining = null;
    }

    /// <summary>The device with the fewest tokens queued among those that have room; null when all are full.</summary>
    /// <param name="only">The only one that may be asked; null for any.</param>
    private (IActorRef Device, DeviceQueue Queue)? LeastQueued(int? only)
    {
        (IActorRef Device, DeviceQueue Queue)? least = null;
        for (var i = only ?? 0; i <= (only ?? _queues.Count - 1); i++)
        {
            var (device, queue) = _queues[i];
            if (queue.Queries < _settings.QueueCapacity && (least is not { } known || queue.Tokens < known.Queue.Tokens)) least = (device, queue);
        }
        return least;
    }

    private void Refuse(Encode encode, RefusalReason reason, TimeSpan? retryAfter = null) =>
        encode.Ranker.Tell(EncodeRefused.Of(encode, reason, retryAfter), Self);
}
