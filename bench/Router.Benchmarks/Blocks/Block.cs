using Router.Contracts;

namespace Router.Benchmarks.Blocks;

/// <summary>Layer states as a node sends them, and the answer to them.</summary>
internal static class Block
{
    private const int Tap = 6;
    private const int Hidden = 256;
    private const int Tokens = 16;

    private static readonly TokenizedText Text = new(
        "wake me up at seven tomorrow morning and turn the lights on", Enumerable.Range(0, Tokens).Select(i => new Token(i + 100, i, i + 1, StartsWord: true)).ToArray(), truncated: false);

    /// <summary>Bytes of one query's states between nodes: 16 tokens, 256 wide, 16-bit floats.</summary>
    public const int QueryBytes = Tokens * Hidden * sizeof(ushort);

    /// <summary>A batch of queries with states that are drawn; its first query's id tells it from others.</summary>
    public static EncodedStates Of(int bytes)
    {
        var (rows, random) = (bytes / QueryBytes, new Random(1));
        var cells = rows * Tokens;
        var values = new float[cells * Hidden];
        for (var i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 4) - 2);
        var states = new HostLayerStates(rows, Tokens, new long[cells], new long[cells], new Dictionary<int, ReadOnlyMemory<float>> { [Tap] = values });
        return new EncodedStates(["alarm"], [Tap], [.. Enumerable.Range(0, rows).Select(_ => new RemoteQuery(Guid.Empty, Text, TimeSpan.FromSeconds(1)))], states);
    }

    /// <summary>The same states under another id.</summary>
    public static EncodedStates WithId(EncodedStates block, Guid id) => block with { Queries = [block.Queries[0] with { Id = id }, .. block.Queries.Skip(1)] };

    /// <summary>What the other node answers once it has read the states.</summary>
    public static SubsystemVerdicts Answer(EncodedStates block)
    {
        var id = block.Queries[0].Id;
        block.States.Release();
        return new SubsystemVerdicts("alarm", [new Verdict { QueryId = id, Subsystem = "alarm", Kind = VerdictKind.Accept, Intent = "alarm_set", Score = 0.9 }], [default]);
    }
}
