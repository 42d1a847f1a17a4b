using static Router.Contracts.WireFields;

namespace Router.Contracts;

/// <summary>Translates between the messages and their protobuf form.</summary>
internal static class MessageFormat
{
    public static Wire.SubsystemVerdicts ToWire(SubsystemVerdicts message)
    {
        var wire = new Wire.SubsystemVerdicts { Subsystem = message.Subsystem };
        foreach (var verdict in message.Verdicts) wire.Verdicts.Add(ToWire(verdict));
        foreach (var timings in message.Timings) wire.Timings.Add(ToWire(timings));
        return wire;
    }

    public static SubsystemVerdicts FromWire(Wire.SubsystemVerdicts wire)
    {
        if (wire.Verdicts.Count != wire.Timings.Count)
            throw new ArgumentException($"{wire.Verdicts.Count} verdicts with {wire.Timings.Count} timings", nameof(wire));
        return new SubsystemVerdicts(
            wire.Subsystem,
            [.. wire.Verdicts.Select(verdict => FromWire(verdict, wire.Subsystem))],
            [.. wire.Timings.Select(FromWire)]);
    }

    public static Wire.SubsystemUnavailable ToWire(SubsystemUnavailable message)
    {
        var wire = new Wire.SubsystemUnavailable { Subsystem = message.Subsystem };
        foreach (var id in message.QueryIds) wire.QueryIds.Add(BytesOf(id));
        return wire;
    }

    public static SubsystemUnavailable FromWire(Wire.SubsystemUnavailable wire) => new(wire.Subsystem, [.. wire.QueryIds.Select(ToGuid)]);

    public static Wire.NodeReport ToWire(NodeReport message)
    {
        var wire = new Wire.NodeReport
        {
            Node = message.Node,
            Zone = message.Zone,
            Version = message.Version,
            TapBytes = message.TapBytes,
            Leaves = message.Leaves,
            TellsDevices = message.TellsDevices,
        };
        foreach (var head in message.Heads)
        {
            var report = new Wire.HeadReport { Subsystem = head.Subsystem, Version = head.Version, CostMs = head.CostMs };
            report.Backbones.Add(head.Backbones);
            wire.Heads.Add(report);
        }
        wire.Replicas.Add(message.Replicas);
        wire.Devices.Add(message.Devices.Select(device => new Wire.DeviceReport { Backbone = device.Backbone, Device = device.Device, Queries = device.Queries, Tokens = device.Tokens }));
        wire.Traffic.Add(message.Traffic.Select(kind => new Wire.MessageTraffic { Message = kind.Message, SentBytes = kind.SentBytes, ReceivedBytes = kind.ReceivedBytes }));
        return wire;
    }

    public static NodeReport FromWire(Wire.NodeReport wire) => new(
        wire.Node,
        wire.Zone,
        wire.Version,
        [.. wire.Heads.Select(head => new HeadReport(head.Subsystem, head.Version, head.CostMs) { Backbones = [.. head.Backbones] })],
        [.. wire.Replicas])
    {
        Devices = [.. wire.Devices.Select(device => new DeviceReport(device.Backbone, device.Device, device.Queries, device.Tokens))],
        Traffic = [.. wire.Traffic.Select(kind => new MessageTraffic(kind.Message, kind.SentBytes, kind.ReceivedBytes))],
        TellsDevices = wire.TellsDevices,
        TapBytes = wire.TapBytes,
        Leaves = wire.Leaves,
    };

    public static Wire.ReplicaEnd ToWire(MayReplicaEnd message) => new() { Replica = message.Replica, Question = message.Question };

    public static Wire.ReplicaEnd ToWire(ReplicaMayEnd message) => new() { Replica = message.Replica, Question = message.Question };

    public static MayReplicaEnd ToMayReplicaEnd(Wire.ReplicaEnd wire) => new(wire.Replica, wire.Question);

    public static ReplicaMayEnd ToReplicaMayEnd(Wire.ReplicaEnd wire) => new(wire.Replica, wire.Question);

    public static Wire.CancelQuery ToWire(CancelQuery message) => new() { QueryId = BytesOf(message.QueryId) };

    public static CancelQuery FromWire(Wire.CancelQuery wire) => new(ToGuid(wire.QueryId));

    public static Wire.Refusal ToWire(EncodeRefused message)
    {
        var wire = ToWire(message.QueryId, message.Reason, message.RetryAfter);
        wire.Asked.Add(message.Asked ?? []);
        return wire;
    }

    public static Wire.Refusal ToWire(RouteRefused message) => ToWire(message.QueryId, message.Reason, message.RetryAfter);

    public static EncodeRefused ToEncodeRefused(Wire.Refusal wire) => new(ToGuid(wire.QueryId), ReasonOf(wire), RetryAfterOf(wire))
    {
        Asked = wire.Asked.Count == 0 ? null : [.. wire.Asked],
    };

    public static RouteRefused ToRouteRefused(Wire.Refusal wire) => new(ToGuid(wire.QueryId), ReasonOf(wire), RetryAfterOf(wire));

    private static Wire.Refusal ToWire(Guid queryId, RefusalReason reason, TimeSpan? retryAfter)
    {
        var wire = new Wire.Refusal { QueryId = BytesOf(queryId), Reason = (int)reason };
        if (retryAfter is { } wait) wire.RetryAfter = wait.Ticks;
        return wire;
    }

    private static RefusalReason ReasonOf(Wire.Refusal wire) => Enum.IsDefined((RefusalReason)wire.Reason)
        ? (RefusalReason)wire.Reason
        : throw new ArgumentException($"reason {wire.Reason} is unknown", nameof(wire));

    private static TimeSpan? RetryAfterOf(Wire.Refusal wire) => wire.HasRetryAfter ? TimeSpan.FromTicks(wire.RetryAfter) : null;

    private static Wire.Verdict ToWire(Verdict verdict)
    {
        var wire = new Wire.Verdict
        {
            QueryId = BytesOf(verdict.QueryId),
            Kind = (int)verdict.Kind,
            Intent = verdict.Intent,
            Score = verdict.Score,
            Margin = verdict.Margin,
            TopProbability = verdict.TopProbability,
            SlotCoverage = verdict.SlotCoverage,
            Generation = verdict.Generation,
        };
        foreach (var slot in verdict.Slots)
            wire.Slots.Add(new Wire.Slot { Type = slot.Type, Start = slot.Start, End = slot.End, Text = slot.Text, Score = slot.Score });
        return wire;
    }

    private static Verdict FromWire(Wire.Verdict wire, string subsystem)
    {
        if (!Enum.IsDefined((VerdictKind)wire.Kind)) throw new ArgumentException($"verdict kind {wire.Kind} is unknown", nameof(wire));
        return new Verdict
        {
            QueryId = ToGuid(wire.QueryId),
            Subsystem = subsystem,
            Kind = (VerdictKind)wire.Kind,
            Intent = wire.Intent,
            Score = wire.Score,
            Margin = wire.Margin,
            TopProbability = wire.TopProbability,
            SlotCoverage = wire.SlotCoverage,
            Generation = wire.Generation,
            Slots = [.. wire.Slots.Select(slot => new Slot(slot.Type, slot.Start, slot.End, slot.Text, slot.Score))],
        };
    }

    private static Wire.EncodeTimings ToWire(EncodeTimings timings) => new() { QueueMs = timings.QueueMs, EncodeMs = timings.EncodeMs };

    private static EncodeTimings FromWire(Wire.EncodeTimings? wire) => wire is null ? default : new EncodeTimings(wire.QueueMs, wire.EncodeMs);
}
