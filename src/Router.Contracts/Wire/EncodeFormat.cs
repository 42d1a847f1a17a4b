using static Router.Contracts.WireFields;

namespace Router.Contracts;

/// <summary>Translates between the messages of a query that another node encodes and their protobuf form.</summary>
internal static class EncodeFormat
{
    /// <summary>The longest that a request may ask for: <c>router.deadline.max</c> is at most this.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(10);

    private const int MostTokens = 4096;
    private const int MostSubsystems = 4096;
    private const int LongestName = 1024;

    public static Wire.EncodeElsewhere ToWire(EncodeElsewhere message)
    {
        var wire = new Wire.EncodeElsewhere
        {
            Backbone = message.Backbone,
            Device = message.Device,
            Id = BytesOf(message.Id),
            Text = message.Text.Text,
            Truncated = message.Text.Truncated,
            Priority = (int)message.Priority,
            Waited = message.Waited.Ticks,
            TimeLeft = message.TimeLeft.Ticks,
            Caller = message.Asker.Caller,
            Partition = message.Asker.Partition,
            Ungated = !message.MayBeGated,
        };
        Write(message.Text.Tokens.Span, wire.Tokens);
        if (message.Asked is { } asked) wire.Asked.Add(asked.Names);
        return wire;
    }

    public static EncodeElsewhere FromWire(Wire.EncodeElsewhere wire)
    {
        if (wire.Tokens.Count is 0 or > MostTokens * NumbersPerToken) throw new ArgumentException($"{wire.Tokens.Count} token numbers, 1 to {MostTokens} tokens expected", nameof(wire));
        if (wire.Asked.Count > MostSubsystems) throw new ArgumentException($"{wire.Asked.Count} subsystems are asked, at most {MostSubsystems} expected", nameof(wire));
        if (wire.Device < 0) throw new ArgumentException($"device {wire.Device}, 0 and up expected", nameof(wire));
        if (wire.Caller.Length > LongestName || wire.Partition.Length > LongestName) throw new ArgumentException($"an asker of more than {LongestName} units", nameof(wire));
        if (!Enum.IsDefined((QueryPriority)wire.Priority)) throw new ArgumentException($"priority {wire.Priority} is unknown", nameof(wire));
        return new EncodeElsewhere(
            wire.Backbone, wire.Device, ToGuid(wire.Id), new TokenizedText(wire.Text, ReadTokens(wire.Tokens, wire.Text), wire.Truncated),
            Time(wire.Waited), Time(wire.TimeLeft))
        {
            Priority = (QueryPriority)wire.Priority,
            Asker = new Asker(wire.Caller, wire.Partition),
            MayBeGated = !wire.Ungated,
            Asked = wire.Asked.Count == 0 ? null : new SubsystemRoster(wire.Asked),
        };
    }

    public static Wire.TextRemarks ToWire(TextRemarks message)
    {
        var wire = new Wire.TextRemarks { QueryId = BytesOf(message.QueryId), Negated = message.Negated };
        wire.Words.Add(message.Words.Select(word => new Wire.WordRemark { Start = word.Start, End = word.End, Excess = word.Excess }));
        return wire;
    }

    public static TextRemarks FromWire(Wire.TextRemarks wire) =>
        new(ToGuid(wire.QueryId), wire.Negated, [.. wire.Words.Select(word => new WordRemark(word.Start, word.End, word.Excess))]);

    public static Wire.SubsystemsSkipped ToWire(SubsystemsSkipped message)
    {
        var wire = new Wire.SubsystemsSkipped { QueryId = BytesOf(message.QueryId) };
        wire.Subsystems.Add(message.Subsystems);
        return wire;
    }

    public static SubsystemsSkipped FromWire(Wire.SubsystemsSkipped wire) => new(ToGuid(wire.QueryId), [.. wire.Subsystems]);

    /// <summary>A time that is over may be told as less than none.</summary>
    private static TimeSpan Time(long ticks) => TimeSpan.FromTicks(ticks) is var time && time <= MostTime && time >= -MostTime
        ? time
        : throw new ArgumentException($"{time} to wait or left, at most {MostTime} expected", nameof(ticks));
}
