using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>
/// Has each query encoded by one device, and once more by another one where the first refuses it, fails or is gone before everybody has judged it. Only what is
/// not judged yet is asked for then. A query that nobody encodes is refused once; one that is judged, cancelled or out of time is kept no longer.
/// </summary>
/// <param name="devices">Who encodes.</param>
/// <param name="readers">The subsystems that read the backbone.</param>
/// <param name="seen">Who encoded a text lately; null where nobody caches.</param>
/// <param name="sink">Does what is decided here.</param>
internal sealed class EncodeCalls(DeviceDirectory devices, IReadOnlyList<string> readers, SeenTexts? seen, IEncodeSink sink)
{
    /// <summary>A word on a query may come so long after its deadline; a device that has sent none by then is silent.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, EncodeCall> _calls = [];

    /// <summary>Queries that are kept.</summary>
    public int Count => _calls.Count;

    /// <summary>Has a query encoded.</summary>
    public void Start(Encode encode, DateTimeOffset now)
    {
        var call = new EncodeCall(encode, encode.Asked?.Names ?? readers);
        if (devices.Choose(now, seen?.Find(encode.Query)) is not { } device) sink.Refuse(encode, RefusalReason.BackboneUnavailable, null);
        else if (_calls.TryAdd(encode.Query.Id, call)) Send(call, device);
    }

    /// <summary>The rankers of some queries, for what a node says of them; nothing of those that have ended.</summary>
    public IActorRef? RankerOf(Guid queryId) => _calls.GetValueOrDefault(queryId)?.Encode.Ranker;

    /// <summary>These subsystems are not asked for a query.</summary>
    public void Skipped(SubsystemsSkipped message)
    {
        if (_calls.TryGetValue(message.QueryId, out var call)) Close(call, message.Subsystems);
    }

    /// <summary>A node says that a subsystem has judged a query, which was encoded before, or cannot.</summary>
    public void Judged(string node, Guid queryId, string subsystem)
    {
        if (!_calls.TryGetValue(queryId, out var call)) return;
        if (call.Device.Id.Node == node && call.Say())
        {
            seen?.Add(call.Encode.Query, call.Device.Id);
            if (call.Device.Succeed()) sink.TakenIn(call.Device);
        }
        Close(call, [subsystem]);
    }

    /// <summary>A node says that it will not encode a query.</summary>
    public void Refused(string node, EncodeRefused message, DateTimeOffset now)
    {
        // A node that is not asked any more may have been late to refuse.
        if (!_calls.TryGetValue(message.QueryId, out var call) || call.Device.Id.Node != node) return;
        switch (message.Reason)
        {
            case RefusalReason.QueueFull:
                Replace(call, message.Reason, message.RetryAfter, now);
                break;
            case RefusalReason.BackboneUnavailable or RefusalReason.ShuttingDown:
                Fail(call.Device, now);
                Replace(call, RefusalReason.BackboneUnavailable, null, now);
                break;
            default:
                End(call);
                sink.Refuse(call.Encode, message.Reason, message.RetryAfter);
                break;
        }
    }

    /// <summary>A node is gone: what it was sent is encoded elsewhere.</summary>
    public void Gone(string node, DateTimeOffset now)
    {
        devices.Remove(node);
        foreach (var call in _calls.Values.Where(call => call.Device.Id.Node == node).ToArray()) Replace(call, RefusalReason.BackboneUnavailable, null, now);
    }

    /// <summary>Nobody waits for a query any more.</summary>
    public void Cancel(Guid queryId)
    {
        if (!_calls.TryGetValue(queryId, out var call)) return;
        End(call);
        sink.Cancel(call.Device.Id, queryId);
    }

    /// <summary>Lets go of what is long out of time: its ranker has ended it. Where a device has said nothing at all until then, it has failed.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var call in _calls.Values.Where(call => now - call.Encode.Query.Deadline >= Grace).ToArray())
        {
            End(call);
            if (!call.IsSaid) Fail(call.Device, now);
        }
    }

    /// <summary>Refuses everything.</summary>
    public void RefuseAll(RefusalReason reason)
    {
        foreach (var call in _calls.Values.ToArray())
        {
            End(call);
            sink.Refuse(call.Encode, reason, null);
        }
    }

    private void Send(EncodeCall call, Device device)
    {
        call.Send(device);
        sink.Send(device.Id, call.Left());
    }

    /// <summary>Asks another device, if that is left; else the query ends here.</summary>
    private void Replace(EncodeCall call, RefusalReason reason, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (call.Encode.Query.IsOverdue(now)) End(call);
        else if (!call.IsLast && devices.Choose(now, seen: null, except: call.Device) is { } other) Send(call, other);
        else
        {
            End(call);
            sink.Refuse(call.Encode, reason, retryAfter);
        }
    }

    private void Close(EncodeCall call, IReadOnlyList<string> subsystems)
    {
        if (call.Close(subsystems)) End(call);
    }

    private void End(EncodeCall call)
    {
        _calls.Remove(call.Encode.Query.Id);
        call.End();
    }

    private void Fail(Device device, DateTimeOffset now)
    {
        if (device.Fail(now) is { } wait) sink.TakenOut(device, wait);
    }
}
