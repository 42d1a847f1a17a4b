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

    public void Remove(string id)
    {
        if (_replicas.Remove(id)) Arrange();
    }

    /// <returns>False when the actor is no replica here, or is replaced by another already.</returns>
    public bool Remove(IActorRef actor)
    {
        var id = _replicas.FirstOrDefault(replica => replica.Value.Actor.Equals(actor)).Key;
        if (id is null) return false;
        Remove(id);
        return true;
    }

    private void Arrange()
    {
        _bySubsystem.Clear();
        foreach (var (subsystem, actor) in _replicas.Values) _bySubsystem[subsystem] = actor;
    }
}
