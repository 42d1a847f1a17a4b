using Router.Contracts;

namespace Router.Cluster.Tests;

/// <summary>
/// Has a node ask for verdicts on large batches, more than may be on their way at once, and counts the answers to its queries. A verdict that comes makes room: for
/// each of its batches new ones follow until as many wait as before, whether they were sent or refused.
/// </summary>
internal sealed class Flood : ReceiveActor
{
    /// <summary>Bytes of a batch between nodes.</summary>
    public const int BatchBytes = Rows * Tokens * Hidden * 2;

    private const int Rows = 32;
    private const int Tokens = 16;
    private const int Hidden = 256;

    private static readonly TokenizedText Text =
        new(new string('x', Tokens), Enumerable.Range(0, Tokens).Select(i => new Token(i, i, i + 1, true)).ToArray(), truncated: false);

    private readonly IActorRef _subsystems;
    private readonly string[] _names;
    private readonly IActorRef _tells;
    private readonly HostLayerStates _states = new(
        Rows, Tokens, new long[Rows * Tokens], new long[Rows * Tokens], new Dictionary<int, ReadOnlyMemory<float>> { [Batches.Tap] = new float[Rows * Tokens * Hidden] });
    private readonly Dictionary<Guid, HashSet<string>> _open = [];
    private readonly int _waiting;
    private Result _result = new(0, 0, 0);
    private bool _ends;

    /// <param name="subsystems">The node's actor.</param>
    /// <param name="names">Whose verdicts each query is to get.</param>
    /// <param name="batches">Batches that wait for verdicts.</param>
    /// <param name="tells">Who is told the <see cref="Result"/> once, after <see cref="Stop"/>, the last answer is in.</param>
    public Flood(IActorRef subsystems, string[] names, int batches, IActorRef tells)
    {
        (_subsystems, _names, _waiting, _tells) = (subsystems, names, batches * Rows, tells);
        Receive<SubsystemVerdicts>(message =>
        {
            foreach (var verdict in message.Verdicts) Count(message.Subsystem, verdict.QueryId, isJudged: true);
            GoOn();
        });
        Receive<SubsystemUnavailable>(message =>
        {
            foreach (var id in message.QueryIds) Count(message.Subsystem, id, isJudged: false);
        });
        Receive<Stop>(_ =>
        {
            _ends = true;
            GoOn();
        });
    }

    protected override void PreStart() => GoOn();

    private void Count(string subsystem, Guid query, bool isJudged)
    {
        if (!_open.TryGetValue(query, out var open) || !open.Remove(subsystem)) _result = _result with { TooMany = _result.TooMany + 1 };
        else _result = isJudged ? _result with { Judged = _result.Judged + 1 } : _result with { Missing = _result.Missing + 1 };
        if (open is { Count: 0 }) _open.Remove(query);
    }

    private void GoOn()
    {
        while (!_ends && _open.Count < _waiting) Send();
        if (_ends && _open.Count == 0) _tells.Tell(_result, Self);
    }

    private void Send()
    {
        var now = TimeProvider.System.GetUtcNow();
        var queries = new EncodedQuery[Rows];
        for (var row = 0; row < Rows; row++)
        {
            queries[row] = new EncodedQuery(new Query(Guid.CreateVersion7(), Text, QueryPriority.Normal, now, now.AddMinutes(10)), Self, default);
            _open.Add(queries[row].Query.Id, [.. _names]);
        }
        _states.Retain();
        _subsystems.Tell(new EncodedBatch(queries, _states), Self);
    }

    /// <summary>Ends it.</summary>
    public sealed record Stop;

    /// <summary>Answers to queries, by subsystem.</summary>
    /// <param name="Judged">Verdicts.</param>
    /// <param name="Missing">That there will be none.</param>
    /// <param name="TooMany">A second answer to the same question.</param>
    public sealed record Result(long Judged, long Missing, long TooMany);
}
