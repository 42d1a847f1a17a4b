using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>
/// Has each query encoded by one device, and once more by another one where the first refuses it, fails, is late, or is gone before everybody has judged it. Only
/// what is not judged yet is asked for then. A query that nobody encodes is refused once; one that is judged, cancelled or out of time is kept no longer.
/// </summary>
/// <param name="devices">Who encodes.</param>
/// <param name="readers">The subsystems that read the backbone.</param>
/// <param name="seen">Who encoded a text lately; null where nobody caches.</param>
/// <param name="delays">When a device is late.</param>
/// <param name="sink">Does what is decided here.</param>
internal sealed class EncodeCalls(DeviceDirectory devices, IReadOnlyList<string> readers, SeenTexts? seen, HedgeDelays delays, IEncodeSink sink)
{
    /// <summary>A word on a query may come so long after its deadline; a device that has sent none by then has failed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>A device is much quicker than what was waited so far when that is so many times as long as it takes.</summary>
    private const int MuchQuicker = 2;

    private readonly Dictionary<Guid, EncodeCall> _calls = [];
    private readonly PriorityQueue<EncodeCall, DateTimeOffset> _due = new();

    /// <summary>Queries that are kept.</summary>
    public int Count => _calls.Count;

    /// <summary>When a device is late; null while none can be.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_due.TryPeek(out var call, out _) && !MayBeLate(call)) _due.Dequeue();
            return _due.TryPeek(out _, out var at) ? at : null;
        }
    }

    /// <summary>Has a query encoded.</summary>
    public void Start(Encode encode, DateTimeOffset now)
    {
        var call = new EncodeCall(encode, encode.Asked?.Names ?? readers);
        if (devices.Choose(now, seen?.Find(encode.Query)) is not { } device)
        {
            sink.Refuse(encode, RefusalReason.BackboneUnavailable, null);
            return;
        }
        if (!_calls.TryAdd(encode.Query.Id, call)) return;
        delays.Asked(1);
        Send(call, device, now);
        Wait(call, now);
    }

    /// <summary>What is wanted of a query; null when it has ended.</summary>
    public Encode? Find(Guid queryId) => _calls.GetValueOrDefault(queryId)?.Encode;

    /// <summary>These subsystems are not asked for a query.</summary>
    public void Skipped(SubsystemsSkipped message)
    {
        if (_calls.TryGetValue(message.QueryId, out var call)) Close(call, message.Subsystems);
    }

    /// <summary>A node says that a subsystem has judged a query, which was encoded before.</summary>
    public void Judged(string node, Guid queryId, string subsystem, DateTimeOffset now)
    {
        devices.Hear(node);
        if (!_calls.TryGetValue(queryId, out var call)) return;
        Say(call, node, now);
        Close(call, [subsystem]);
    }

    /// <summary>A node says that a subsystem does not judge a query, which was encoded before. Another device that works on it may still have it judged.</summary>
    /// <returns>What was wanted of the query, where nobody else will have the subsystem judge it; else null.</returns>
    public Encode? Unavailable(string node, Guid queryId, string subsystem, DateTimeOffset now)
    {
        devices.Hear(node);
        if (!_calls.TryGetValue(queryId, out var call)) return null;
        Say(call, node, now);
        call.Lack(node, subsystem);
        if (!call.Lost.Contains(subsystem)) return null;
        Close(call, [subsystem]);
        return call.Encode;
    }

    /// <summary>A node says that it will not encode a query.</summary>
    public void Refused(string node, EncodeRefused message, DateTimeOffset now)
    {
        // A node that is gone may have refused before.
        if (!_calls.TryGetValue(message.QueryId, out var call) || call.Fail(node) is not { } device) return;
        device.Hear();
        switch (message.Reason)
        {
            case RefusalReason.QueueFull:
                Replace(call, device, message.Reason, message.RetryAfter, now);
                break;
            case RefusalReason.BackboneUnavailable or RefusalReason.ShuttingDown:
                Fail(device, now);
                Replace(call, device, RefusalReason.BackboneUnavailable, null, now);
                break;
            default:
                Refuse(call, message.Reason, message.RetryAfter);
                break;
        }
    }

    /// <summary>A node is gone: what it was sent is encoded elsewhere.</summary>
    public void Gone(string node, DateTimeOffset now)
    {
        devices.Remove(node);
        foreach (var call in _calls.Values.ToArray())
        {
            if (call.Fail(node) is { } device) Replace(call, device, RefusalReason.BackboneUnavailable, null, now);
        }
    }

    /// <summary>Nobody waits for a query any more.</summary>
    public void Cancel(Guid queryId)
    {
        if (!_calls.TryGetValue(queryId, out var call)) return;
        End(call);
        foreach (var device in call.Awaited) sink.Cancel(device.Id, queryId);
    }

    /// <summary>
    /// Looks after what is due: what a device is late with is sent to another node that lately was much quicker, and the first one to encode it counts. Where all have long
    /// queues nobody would be quicker, and the queues would be longer.
    /// </summary>
    public void Strike(DateTimeOffset now)
    {
        while (NextDue is { } at && at <= now)
        {
            var call = _due.Dequeue();
            var device = call.First;
            // Of a device that is silent all is asked of others, whatever share of the queries that is, and however long those take.
            if (call.IsFirstSilent() && device.Late())
            {
                foreach (var mute in _calls.Values.Where(late => MayBeLate(late) && late.First == device).ToArray())
                    if (ElsewhereFor(mute, now) is { IsSilent: false } alive) Send(mute, alive, now);
            }
            var other = MayBeLate(call) ? ElsewhereFor(call, now) : null;
            if (other is not null && ((device.IsSilent && !other.IsSilent) || (QuickerAt(call, other) <= now && delays.TrySpend()))) Send(call, other, now);
            if (MayBeLate(call)) Wait(call, now, other);
        }
    }

    /// <summary>Lets go of what is long out of time: its ranker has ended it. A device that has said nothing at all until then has failed.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var call in _calls.Values.Where(call => now - call.Encode.Query.Deadline >= Grace).ToArray())
        {
            End(call);
            foreach (var device in call.Silent) Fail(device, now);
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

    private bool MayBeLate(EncodeCall call) => call is { MayBeSentAgain: true, IsSaid: false, IsAwaited: true } && _calls.ContainsKey(call.Encode.Query.Id);

    private Device? ElsewhereFor(EncodeCall call, DateTimeOffset now) => devices.Choose(now, seen: null, except: device => device.Id.Node == call.First.Id.Node);

    /// <summary>When so much was waited that a device is much quicker.</summary>
    private static DateTimeOffset QuickerAt(EncodeCall call, Device other) => call.FirstAt + (MuchQuicker * other.Took);

    private void Send(EncodeCall call, Device device, DateTimeOffset now) => sink.Send(device.Id, call.Send(device, now));

    /// <summary>The device is late after a while, and once another one is much quicker; if that comes before the deadline.</summary>
    private void Wait(EncodeCall call, DateTimeOffset now, Device? other = null)
    {
        var late = now + delays.For(devices.Backbone);
        if (other is not null && QuickerAt(call, other) is var due && due > now && due < late) late = due;
        if (late < call.Encode.Query.Deadline) _due.Enqueue(call, late);
    }

    private void Say(EncodeCall call, string node, DateTimeOffset now)
    {
        if (call.Say(node, now, out var took) is not { } device) return;
        if (call.Encode.Query.IsOverdue(now))
        {
            // Given up at its deadline: that tells that the device lives, not how long it takes.
            device.Hear();
            return;
        }
        delays.Judged(devices.Backbone, took);
        seen?.Add(call.Encode.Query, device.Id);
        if (device.Succeed(took)) sink.TakenIn(device);
    }

    /// <summary>A device has failed: another one is asked, if that is left; else, where none may still encode it, the query ends here.</summary>
    private void Replace(EncodeCall call, Device failed, RefusalReason reason, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (call.MayBeSentAgain && !call.Encode.Query.IsOverdue(now) && devices.Choose(now, seen: null, except: device => device == failed) is { } other) Send(call, other, now);
        else if (call.Encode.Query.IsOverdue(now)) End(call);
        else Refuse(call, reason, retryAfter);
    }

    /// <summary>A device has failed and is not replaced: the query ends, unless the other one has it; then what that one lacks is waited for no longer.</summary>
    private void Refuse(EncodeCall call, RefusalReason reason, TimeSpan? retryAfter)
    {
        if (call.IsAwaited)
        {
            var lost = call.Lost;
            foreach (var subsystem in lost) sink.GiveUp(call.Encode, subsystem);
            Close(call, lost);
            return;
        }
        End(call);
        sink.Refuse(call.Encode, reason, retryAfter);
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
