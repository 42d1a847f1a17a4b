namespace Actors.Subsystems.Shards;

/// <summary>The replicas that run on this node. It has at most one of a subsystem but for a moment, when one comes as another one goes.</summary>
internal sealed class LocalReplicas
{
    private readonly SortedDictionary<string, (string Subsystem, IActorRef Actor)> _replicas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IActorRef> _bySubsystem = new(StringComparer.Ordinal);

    /// <summary>Their entities' names.</summary>
    public IReadOnlyList<string> Ids => [.. _replicas.Keys];

    /// <summary>A subsystem's replica.</summary>
    public IActorRef? Find(string subsystem) => _bySubsystem.GetValueOrDefault(subsystem);

    public void Add(string id, IActorRef actor)
    {
        if (!ReplicaId.TryParse(id, out var replica)) return;
        _replicas[id] = (replica.Subsystem, actor);
        Arrange();
    }

    /// <summary>Whether a replica runs here.</summary>
    public bool Runs(ReplicaId replica) => _replicas.ContainsKey($"{replica}");

    /// <summary>The replicas of a subsystem.</summary>
    public IEnumerable<ReplicaId> Of(string subsystem)
    {
        foreach (var id in _replicas.Keys)
        {
            if (ReplicaId.TryParse(id, out var replica) && replica.Subsystem == subsystem) yield return replica;
        }
    }

    /// <summary>Takes a replica out.</summary>
    /// <returns>Its actor; null when it does not run here.</returns>
    public IActorRef? Take(ReplicaId replica)
    {
        if (!_replicas.Remove($"{replica}", out var taken)) return null;
        Arrange();
        return taken.Actor;
    }

    /// <returns>False when the actor is no replica here, or is replaced by another already.</returns>
    public bool Remove(IActorRef actor)
    {
        var id = _replicas.FirstOrDefault(replica => replica.Value.Actor.Equals(actor)).Key;
        if (id is null) return false;
        _replicas.Remove(id);
        Arrange();
        return true;
    }

    private void Arrange()
    {
        _bySubsystem.Clear();
        foreach (var (subsystem, actor) in _replicas.Values) _bySubsystem[subsystem] = actor;
    }
}
