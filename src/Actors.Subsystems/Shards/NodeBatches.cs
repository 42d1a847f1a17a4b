using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>The batches of a node: what it encoded has replicas here and on other nodes judge it, and looked after when it is due; what others encoded its own replicas judge.</summary>
internal sealed class NodeBatches
{
    private readonly TimeProvider _time;
    private readonly UnansweredStates _unanswered;
    private readonly BatchCarrier _carrier;
    private readonly ReplicaCalls _calls;
    private readonly Alarm _due;

    /// <param name="node">What is asked, and when a verdict is late.</param>
    /// <param name="directory">Who runs what.</param>
    /// <param name="replicas">What runs here.</param>
    /// <param name="peers">The other nodes' actors, by address.</param>
    /// <param name="own">This node's actor: it tells, is told the verdicts, and <see cref="BatchIsDue"/>.</param>
    /// <param name="mostBytes">Bytes of queries, with their states, in a message at most.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    public NodeBatches(
        ClusterNode node, ReplicaDirectory directory, LocalReplicas replicas, IReadOnlyDictionary<string, IActorRef> peers, IActorRef own, long mostBytes, TimeProvider time)
    {
        _time = time;
        var heads = node.Asked.ToLookup(head => head.Backbone, StringComparer.Ordinal);
        var readers = heads.ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(head => head.Name)], StringComparer.Ordinal);
        _unanswered = new UnansweredStates(node.MaxUnansweredBytes, node.Hedge.MaxDelay);
        _carrier = new BatchCarrier(own, directory.Self, replicas, peers, heads, mostBytes, _unanswered, time);
        _calls = new ReplicaCalls(readers, directory, new HedgeDelays(node.Hedge), _carrier);
        _due = new Alarm(own, BatchIsDue.Instance, time);
    }

    /// <summary>Bytes that one layer's states of all that this node encoded would be on their way.</summary>
    public long TapBytes => _carrier.TapBytes;

    /// <summary>Whether none that this node encoded is kept.</summary>
    public bool IsEmpty => _calls.Count == 0;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>This node has encoded a batch.</summary>
    public void Start(EncodedBatch batch)
    {
        _carrier.Count(batch);
        _calls.Start(batch, Now);
        SetAlarm();
    }

    /// <summary>Another node has, and wants replicas here to judge it.</summary>
    public void Judge(EncodedStates message, IActorRef asking) => _carrier.Judge(message, asking);

    /// <summary>A node says what a subsystem says.</summary>
    public void Judged(string node, SubsystemVerdicts message)
    {
        foreach (var verdict in message.Verdicts) _unanswered.Answered(node, message.Subsystem, verdict.QueryId, Now);
        _calls.Judged(node, message, Now);
    }

    /// <summary>A node says that a subsystem does not judge.</summary>
    public void Refused(string node, SubsystemUnavailable message)
    {
        foreach (var id in message.QueryIds) _unanswered.Answered(node, message.Subsystem, id, Now);
        _calls.Refused(node, message, Now);
        SetAlarm();
    }

    /// <summary>A node runs something else than before.</summary>
    public void Moved()
    {
        _calls.Moved(Now);
        SetAlarm();
    }

    /// <summary>A node is gone, or what was on its way from it is lost.</summary>
    public void Gone(string node)
    {
        _unanswered.Gone(node);
        _calls.Gone(node, Now);
        SetAlarm();
    }

    /// <summary>Looks after what is due.</summary>
    public void Strike()
    {
        _due.Struck();
        _calls.Strike(Now);
        SetAlarm();
    }

    /// <summary>Nothing is due any more.</summary>
    public void Stop() => _due.Cancel();

    private void SetAlarm()
    {
        if (_calls.NextDue is { } due) _due.SetBy(due);
    }
}

/// <summary>To a node, by itself: a batch is to be looked after.</summary>
internal sealed class BatchIsDue
{
    public static readonly BatchIsDue Instance = new();
}
