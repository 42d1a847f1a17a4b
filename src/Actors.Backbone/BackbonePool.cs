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
    private readonly Dictionary<IActorRef, DeviceQueue> _queues = [];

    /// <param name="devices">At least one.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="fanOut">Where encoded batches go.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public BackbonePool(IReadOnlyList<BackboneDevice> devices, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger)
    {
        (_devices, _settings, _fanOut, _time, _logger) = (devices, settings, fanOut, time, logger);
        _cache = settings.Cache is { } cache ? new LayerStateCache(cache, time) : null;
        Receive<Encode>(OnEncode);
        Receive<CancelQuery>(OnCancelQuery);
        Receive<BatchFinished>(OnBatchFinished);
    }

    /// <summary>The dispatcher that gives each device its own thread.</summary>
    public const string DeviceDispatcher = "akka.actor.backbone-dispatcher";

    /// <summary>The actor's recipe.</summary>
    /// <exception cref="ArgumentException">There is no device.</exception>
    public static Props Create(IReadOnlyList<BackboneDevice> devices, BackboneSettings settings, FanOut fanOut, TimeProvider time, ILogger logger) =>
        devices.Count > 0
            ? Props.Create(() => new BackbonePool(devices, settings, fanOut, time, logger))
            : throw new ArgumentException("at least one device is needed", nameof(devices));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var device in _devices)
        {
            var props = BackboneActor.Create(device, _settings, _fanOut, _time, _logger).WithDispatcher(DeviceDispatcher);
            _queues.Add(Context.ActorOf(props, $"device-{_queues.Count}"), new DeviceQueue());
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
        if (LeastQueued() is not var (device, queue))
        {
            Telemetry.Refused(_fanOut.Backbone);
            Refuse(message, RefusalReason.QueueFull, _queues.Values.Min(full => full.ExpectedDelay));
            return;
        }
        queue.Add(query);
        device.Tell(message, Self);
    }

    /// <summary>Which device has the query is not kept: there are few, and the others ignore it.</summary>
    private void OnCancelQuery(CancelQuery message)
    {
        foreach (var device in _queues.Keys) device.Tell(message, Self);
    }

    private void OnBatchFinished(BatchFinished message)
    {
        _queues[Sender].Remove(message.Queries, message.Elapsed);
        if (message.States is not { } states) return;
        _cache?.Add(message.Queries, states);
        states.Release();
    }

    /// <summary>The device with the fewest tokens queued among those that have room; null when all are full.</summary>
    private (IActorRef Device, DeviceQueue Queue)? LeastQueued()
    {
        (IActorRef Device, DeviceQueue Queue)? least = null;
        foreach (var (device, queue) in _queues)
        {
            if (queue.Queries < _settings.QueueCapacity && (least is not { } known || queue.Tokens < known.Queue.Tokens)) least = (device, queue);
        }
        return least;
    }

    private void Refuse(Encode encode, RefusalReason reason, TimeSpan? retryAfter = null) =>
        encode.Ranker.Tell(new EncodeRefused(encode.Query.Id, reason, retryAfter), Self);
}
