using System.Text;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Carries batches to the replicas of this node and to other nodes, and verdicts to rankers, as <see cref="ReplicaCalls"/> decides.</summary>
/// <param name="own">This node's actor: it tells, and is told the verdicts.</param>
/// <param name="address">This node's address.</param>
/// <param name="replicas">What runs here.</param>
/// <param name="peers">The other nodes' actors, by address.</param>
/// <param name="heads">Those that read each backbone.</param>
/// <param name="mostBytes">Bytes of queries, with their states, in a message at most.</param>
/// <param name="unanswered">What is on its way to each node.</param>
/// <param name="time">The clock that deadlines are read against.</param>
internal sealed class BatchCarrier(
    IActorRef own, string address, LocalReplicas replicas, IReadOnlyDictionary<string, IActorRef> peers, ILookup<string, SubsystemDescriptor> heads, long mostBytes,
    UnansweredStates unanswered, TimeProvider time) : IReplicaCallSink
{
    /// <summary>Bytes that are said of each token, at most.</summary>
    private const int TokenBytes = 24;

    /// <summary>Bytes that are said of each query beside its text, its tokens and their states.</summary>
    private const int QueryBytes = 512;

    /// <summary>Bytes that one layer's states of all that this node encoded would be on their way.</summary>
    public long TapBytes { get; private set; }

    /// <summary>Counts what this node has encoded.</summary>
    public void Count(EncodedBatch batch)
    {
        if (heads[batch.Backbone].FirstOrDefault() is { } head)
            TapBytes += batch.Queries.Sum(query => (long)query.Query.Text.Tokens.Length) * EncodedStates.BytesPerToken(batch.States, [head.Tap]);
    }

    /// <summary>Another node's batch, for replicas here.</summary>
    /// <param name="message">The batch; its states are let go of.</param>
    /// <param name="asking">Who is told the verdicts.</param>
    public void Judge(EncodedStates message, IActorRef asking)
    {
        if (message.Queries.Count > 0)
        {
            var now = time.GetUtcNow();
            var queries = message.Queries.Select(query => new EncodedQuery(
                new Query(query.Id, query.Text, QueryPriority.Normal, now, now + query.TimeLeft), asking, default, query.Asked)).ToArray();
            Judge(message.Subsystems, new EncodedBatch(queries, message.States, message.Backbone));
        }
        message.States.Release();
    }

    /// <inheritdoc/>
    public bool Ask(string node, IReadOnlyList<string> subsystems, EncodedBatch batch)
    {
        if (node != address) return peers.TryGetValue(node, out var peer) && Send(node, peer, subsystems, batch);
        Judge(subsystems, batch with { Queries = [.. batch.Queries.Select(query => query with { Ranker = own })] });
        return true;
    }

    /// <inheritdoc/>
    public void Pass(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts) =>
        RankerMail.Send(queries, subsystem, verdicts, own);

    /// <inheritdoc/>
    public void GiveUp(IReadOnlyList<EncodedQuery> queries, string subsystem) => RankerMail.SendUnavailable(queries, subsystem, own);

    /// <inheritdoc/>
    public void End(EncodedBatch batch) => batch.States.Release();

    private void Judge(IReadOnlyList<string> subsystems, EncodedBatch batch)
    {
        foreach (var subsystem in subsystems.Where(batch.Asks))
        {
            if (replicas.Find(subsystem) is { } replica)
            {
                batch.States.Retain();
                replica.Tell(batch, own);
            }
            else
            {
                RankerMail.SendUnavailable([.. batch.Queries.Where(query => query.IsAskedOf(subsystem))], subsystem, own);
            }
        }
    }

    private bool Send(string node, IActorRef peer, IReadOnlyList<string> subsystems, EncodedBatch batch)
    {
        var now = time.GetUtcNow();
        int[] rows = [.. Enumerable.Range(0, batch.Queries.Count).Where(row => subsystems.Any(batch.Queries[row].IsAskedOf))];
        var queries = Array.ConvertAll(rows, row => Remote(batch.Queries[row], now));
        int[] layers = [.. heads[batch.Backbone].Where(head => subsystems.Contains(head.Name)).Select(head => head.Tap).Distinct()];
        var tokens = queries.Sum(query => query.Text.Tokens.Length);
        var perToken = EncodedStates.BytesPerToken(batch.States, layers);
        if (!unanswered.TryAdd(node, LastOf(subsystems, batch.Queries), (long)perToken * tokens, batch.Queries.Max(query => query.Query.Deadline), now)) return false;
        foreach (var (first, count) in FrameCuts.Of([.. queries.Select(query => BytesOf(query.Text, perToken))], mostBytes))
            peer.Tell(new EncodedStates(subsystems, layers, queries[first..(first + count)], batch.States, rows[first..(first + count)], batch.Backbone), own);
        return true;
    }

    /// <summary>Bytes of a query in a message at most: its states, its text whole where only the beginning of it was encoded, and what is said of each of its tokens.</summary>
    private static long BytesOf(TokenizedText text, int perToken) =>
        ((long)text.Tokens.Length * (perToken + TokenBytes)) + Encoding.UTF8.GetByteCount(text.Text) + QueryBytes;

    /// <summary>The last query that each subsystem is asked for, where it is asked for any.</summary>
    private static IReadOnlyList<(string Subsystem, Guid Last)> LastOf(IReadOnlyList<string> subsystems, IReadOnlyList<EncodedQuery> queries) =>
        [.. from subsystem in subsystems let last = queries.LastOrDefault(query => query.IsAskedOf(subsystem)) where last is not null select (subsystem, last.Query.Id)];

    private static RemoteQuery Remote(EncodedQuery query, DateTimeOffset now) =>
        new(query.Query.Id, query.Query.Text, query.Query.Deadline - now, query.Asked);
}
