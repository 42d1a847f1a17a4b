namespace Actors.Subsystems.Shards;

/// <summary>
/// When a replica of this node that is to end may do so: once another node has said that its own replica of the subsystem outlasts it. Two that are
/// to end at once, as nodes leave or as one moves, would otherwise each rely on the other. Until then it judges on.
/// </summary>
/// <param name="replicas">What runs here.</param>
/// <param name="directory">What runs elsewhere.</param>
/// <param name="replicasOf">On how many nodes a subsystem is to run.</param>
internal sealed class ReplicaEnds(LocalReplicas replicas, ReplicaDirectory directory, Func<string, int> replicasOf)
{
    private readonly HashSet<ReplicaId> _ending = [];
    private int _question;
    private int _lastVoid;

    /// <summary>A replica is to end.</summary>
    public void Begin(ReplicaId replica) => _ending.Add(replica);

    /// <summary>
    /// The replicas that are to end, each with the node to ask whether it may. It is "" where there is nothing to wait for: another replica is here, or
    /// none is to come. A replica whose subsystem is still to come on another node is not among them.
    /// </summary>
    /// <param name="question">The number that the nodes are asked with.</param>
    public IReadOnlyList<(ReplicaId Replica, string Node)> Next(out int question)
    {
        _ending.RemoveWhere(replica => !replicas.Runs(replica));
        question = ++_question;
        var next = new List<(ReplicaId, string)>();
        foreach (var replica in _ending)
        {
            if (Outlasts(replica) || replicasOf(replica.Subsystem) < 2 || !directory.HasHeadElsewhere(replica.Subsystem)) next.Add((replica, ""));
            else if (directory.Choose(replica.Subsystem, except: directory.Self, question) is { } node) next.Add((replica, node));
        }
        return next;
    }

    /// <summary>
    /// Whether a replica of another node may end, as one here outlasts it. The answers to what this node asked before that count no more: whoever
    /// gave one may rely on the other node by now.
    /// </summary>
    public bool Allow(ReplicaId other)
    {
        if (!Outlasts(other)) return false;
        _lastVoid = _question;
        return true;
    }

    /// <summary>Another node allows a replica to end.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="question">The number that it was asked with.</param>
    /// <inheritdoc cref="End(ReplicaId)"/>
    public IActorRef? End(ReplicaId replica, int question) => question > _lastVoid ? End(replica) : null;

    /// <summary>A replica ends.</summary>
    /// <returns>Its actor, which is told of nothing more; null when it is not to end now, or has ended.</returns>
    public IActorRef? End(ReplicaId replica) => _ending.Remove(replica) ? replicas.Take(replica) : null;

    /// <summary>Of two that are to end, the one with the lower number goes first: if each waited for the other, neither would end.</summary>
    private bool Outlasts(ReplicaId other) => replicas.Of(other.Subsystem).Any(own => own != other && (!_ending.Contains(own) || own.Replica > other.Replica));
}
