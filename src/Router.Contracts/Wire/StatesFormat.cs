using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Router.Contracts;

/// <summary>
/// Translates between <see cref="EncodedStates"/> and its protobuf form without a copy of the states between the two: they are turned into 16-bit
/// floats where they stand in the message, and back into 32-bit ones from there.
/// </summary>
/// <remarks>
/// A state is off by at most 1/2048 of itself, or by 2^-25 when it is below 2^-14; beyond 65504 it becomes infinite. Every platform that .NET runs the router
/// on is little-endian.
/// </remarks>
internal static class StatesFormat
{
    private const int MostRows = 4096;
    private const int MostTaps = 256;
    private const int MostHidden = 65536;
    private const long MostValues = 64L * 1024 * 1024;

    private static readonly TimeSpan MostTimeLeft = TimeSpan.FromDays(1);

    public static byte[] Write(EncodedStates message)
    {
        // Whoever keeps the states may let go of them before this is written: then nobody waits for the verdicts any more.
        if (!message.States.TryRetain()) return [];
        try
        {
            var header = Header(message);
            var length = message.Queries.Sum(query => query.Text.Tokens.Length) * EncodedStates.BytesPerToken(message.States, message.Taps);
            var bytes = GC.AllocateUninitializedArray<byte>(
                header.CalculateSize() + CodedOutputStream.ComputeTagSize(Wire.EncodedStates.BlockFieldNumber) + CodedOutputStream.ComputeLengthSize(length) + length);
            using var output = new CodedOutputStream(bytes);
            header.WriteTo(output);
            output.WriteTag(Wire.EncodedStates.BlockFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteLength(length);
            WriteBlock(message, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan((int)output.Position)));
            return bytes;
        }
        finally
        {
            message.States.Release();
        }
    }

    public static EncodedStates Read(byte[] bytes)
    {
        var (end, block) = FindBlock(bytes);
        var header = Wire.EncodedStates.Parser.ParseFrom(bytes, 0, end);
        if (header.Queries.Count == 0) return new EncodedStates([], [], [], Nothing());
        Check(header, block.Length);
        var queries = header.Queries.Select(query => ReadQuery(query, header.Subsystems)).ToArray();
        var tokens = queries.Max(query => query.Text.Tokens.Length);
        if (header.Taps.Max(tap => (long)tap.Hidden) * tokens * queries.Length > MostValues)
            throw new ArgumentException($"{queries.Length} rows of {tokens} tokens, {header.Taps.Max(tap => tap.Hidden)} wide, are too many", nameof(bytes));
        return new EncodedStates(
            [.. header.Subsystems], [.. header.Taps.Select(tap => tap.Layer)], queries, ReadStates(header, queries, tokens, block), Rows: null, header.Backbone);
    }

    private static Wire.EncodedStates Header(EncodedStates message)
    {
        var header = new Wire.EncodedStates { Backbone = message.Backbone };
        header.Subsystems.Add(message.Subsystems);
        foreach (var tap in message.Taps) header.Taps.Add(new Wire.Tap { Layer = tap, Hidden = message.States.HiddenOf(tap) });
        foreach (var query in message.Queries)
        {
            var wire = new Wire.RemoteQuery
            {
                Id = WireFields.BytesOf(query.Id),
                Text = query.Text.Text,
                Truncated = query.Text.Truncated,
                TimeLeft = query.TimeLeft.Ticks,
            };
            WireFields.Write(query.Text.Tokens.Span, wire.Tokens);
            for (var i = 0; query.Asked is { } asked && i < message.Subsystems.Count; i++)
            {
                if (!asked.Contains(message.Subsystems[i])) wire.Skipped.Add(i);
            }
            header.Queries.Add(wire);
        }
        return header;
    }

    private static void WriteBlock(EncodedStates message, Span<Half> block)
    {
        foreach (var tap in message.Taps)
        {
            var states = message.States.Layer(tap);
            var hidden = message.States.HiddenOf(tap);
            for (var i = 0; i < message.Queries.Count; i++)
            {
                var count = message.Queries[i].Text.Tokens.Length * hidden;
                TensorPrimitives.ConvertToHalf(states.Slice((message.Rows?[i] ?? i) * message.States.Tokens * hidden, count), block);
                block = block[count..];
            }
        }
    }

    /// <summary>Where the block is; all before it is the header.</summary>
    private static (int End, ReadOnlyMemory<byte> Block) FindBlock(byte[] bytes)
    {
        using var input = new CodedInputStream(bytes);
        var block = WireFormat.MakeTag(Wire.EncodedStates.BlockFieldNumber, WireFormat.WireType.LengthDelimited);
        while (!input.IsAtEnd)
        {
            var end = (int)input.Position;
            if (input.ReadTag() != block)
            {
                input.SkipLastField();
                continue;
            }
            var (length, start) = (input.ReadLength(), (int)input.Position);
            if (length != bytes.Length - start) throw new ArgumentException($"the block is said to have {length} bytes, {bytes.Length - start} follow", nameof(bytes));
            return (end, bytes.AsMemory(start));
        }
        return (bytes.Length, default);
    }

    private static void Check(Wire.EncodedStates header, int blockLength)
    {
        if (header.Queries.Count > MostRows) throw new ArgumentException($"{header.Queries.Count} queries, at most {MostRows} expected", nameof(header));
        if (header.Taps.Count is 0 or > MostTaps || header.Taps.Select(tap => tap.Layer).Distinct().Count() != header.Taps.Count)
            throw new ArgumentException($"the taps are {string.Join(", ", header.Taps.Select(tap => tap.Layer))}: 1 to {MostTaps} are expected, each once", nameof(header));
        if (header.Taps.FirstOrDefault(tap => tap.Hidden is < 1 or > MostHidden) is { } wrong)
            throw new ArgumentException($"tap {wrong.Layer} is {wrong.Hidden} wide, 1 to {MostHidden} expected", nameof(header));
        if (header.Queries.FirstOrDefault(query => query.TimeLeft > MostTimeLeft.Ticks || query.TimeLeft < -MostTimeLeft.Ticks) is { } odd)
            throw new ArgumentException($"a deadline is {odd.TimeLeft} ticks away, at most {MostTimeLeft.Ticks} expected", nameof(header));
        if (header.Queries.Any(query => query.Tokens.Count == 0)) throw new ArgumentException("a query has no token", nameof(header));
        var expected = header.Queries.Sum(query => (long)query.Tokens.Count / WireFields.NumbersPerToken) * header.Taps.Sum(tap => (long)tap.Hidden) * sizeof(ushort);
        if (blockLength != expected) throw new ArgumentException($"{blockLength} bytes of states, {expected} expected", nameof(header));
    }

    private static RemoteQuery ReadQuery(Wire.RemoteQuery wire, IReadOnlyList<string> subsystems) => new(
        WireFields.ToGuid(wire.Id),
        new TokenizedText(wire.Text, WireFields.ReadTokens(wire.Tokens, wire.Text), wire.Truncated),
        TimeSpan.FromTicks(wire.TimeLeft),
        wire.Skipped.Count == 0 ? null : new SubsystemRoster(subsystems.Where((_, index) => !wire.Skipped.Contains(index))));

    private static HostLayerStates ReadStates(Wire.EncodedStates header, RemoteQuery[] queries, int tokens, ReadOnlyMemory<byte> block)
    {
        var (ids, mask) = (new long[queries.Length * tokens], new long[queries.Length * tokens]);
        for (var row = 0; row < queries.Length; row++)
        {
            var text = queries[row].Text.Tokens.Span;
            for (var i = 0; i < text.Length; i++) (ids[(row * tokens) + i], mask[(row * tokens) + i]) = (text[i].Id, 1);
        }
        var rented = new List<float[]>(header.Taps.Count);
        var layers = new Dictionary<int, ReadOnlyMemory<float>>(header.Taps.Count);
        var halves = MemoryMarshal.Cast<byte, Half>(block.Span);
        foreach (var tap in header.Taps)
        {
            var values = ArrayPool<float>.Shared.Rent(queries.Length * tokens * tap.Hidden);
            rented.Add(values);
            layers.Add(tap.Layer, values.AsMemory(0, queries.Length * tokens * tap.Hidden));
            halves = ReadLayer(halves, queries, tokens, tap.Hidden, values);
        }
        return new HostLayerStates(queries.Length, tokens, ids, mask, layers, () => rented.ForEach(values => ArrayPool<float>.Shared.Return(values)));
    }

    private static ReadOnlySpan<Half> ReadLayer(ReadOnlySpan<Half> halves, RemoteQuery[] queries, int tokens, int hidden, Span<float> values)
    {
        for (var row = 0; row < queries.Length; row++)
        {
            var count = queries[row].Text.Tokens.Length * hidden;
            var cells = values.Slice(row * tokens * hidden, tokens * hidden);
            TensorPrimitives.ConvertToSingle(halves[..count], cells);
            cells[count..].Clear();
            halves = halves[count..];
        }
        return halves;
    }

    private static HostLayerStates Nothing() => new(1, 1, new long[1], new long[1], new Dictionary<int, ReadOnlyMemory<float>>());
}
