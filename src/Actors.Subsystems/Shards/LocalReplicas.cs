namespace Actors.Subsystems.Shards;

/// <summary>The replicas that run on this node. It has at most one of a subsystem but for a moment, when one comes as another one goes.</summary>
internal sealed class LocalReplicas
{
    private readonly Dictionary<ReplicaId, IActorRef> _replicas = [];
    private readonly Dictionary<string, IActorRef> _bySubsystem = new(StringComparer.Ordinal);

    /// <summary>Their entities' names, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _replicas.Keys.Select(id => $"{id}").Order(StringComparer.Ordinal)];

    /// <summary>A subsystem's replica; of two, the one whose entity's name is the last.</summary>
    public IActorRef? Find(string subsystem) => _bySubsystem.GetValueOrDefault(subsystem);

    public void Add(ReplicaId id, IActorRef actor)
    {
        _replicas[id] = actor;
        Arrange();
    }

    /// <summary>Whether a replica runs here.</summary>
    public bool Runs(ReplicaId id) => _replicas.ContainsKey(id);

    /// <summary>The replicas of a subsystem.</summary>
    public IEnumerable<ReplicaId> Of(string subsystem) => _replicas.Keys.Where(id => id.Subsystem == subsystem);

    /// <summary>Takes a replica out.</summary>
    /// <returns>Its actor; null when it does not run here.</returns>
    public IActorRef? Take(ReplicaId id)
    {
        if (_replicas.Remove(id, out var actor)) Arrange();
        return actor;
    }

    /// <returns>False when the actor is no replica here, or is replaced by another already.</returns>
    public bool Remove(IActorRef actor)
    {
        foreach (var (id, own) in _replicas)
        {
            if (!own.Equals(actor)) continue;
            Take(id);
            return true;
        }
        return false;
    }

    private void Arrange()
    {
        _bySubsystem.Clear();
        foreach (var (id, actor) in _replicas.OrderBy(replica => $"{replica.Key}", StringComparer.Ordinal)) _bySubsystem[id.Subsystem] = actor;
    }
}
