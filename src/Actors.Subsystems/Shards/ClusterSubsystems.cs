using Akka.Event;
using Akka.Remote;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>
/// The subsystems of a node in a cluster: has replicas here or on other nodes judge what this node encodes, and its own replicas what other nodes
/// encode. Tells the other nodes what runs here, and starts replicas that run nowhere.
/// </summary>
internal sealed class ClusterSubsystems : ReceiveActor, IReplicaCallSink
{
    /// <summary>Its name, the same on every node.</summary>
    public const string Name = "subsystems";

    private readonly ClusterNode _node;
    private readonly ClusterView _view;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly HeadCosts _costs;
    private readonly Members _members;
    private readonly ReplicaDirectory _directory;
    private readonly ReplicaCalls _calls;
    private readonly LocalReplicas _replicas = new();
    private readonly ReplicaEnds _ends;
    private readonly Dictionary<string, IActorRef> _peers = new(StringComparer.Ordinal);
    private readonly ILookup<string, SubsystemDescriptor> _readers;
    private readonly Alarm _due;
    private readonly Alarm _report;
    private readonly long _mostBytes;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;
    private IActorRef? _region;
    private bool _leaves;

    public ClusterSubsystems(ClusterNode node, HeadCosts costs, ClusterView view, TimeProvider time, ILogger logger)
    {
        (_node, _costs, _view, _time, _logger) = (node, costs, view, time, logger);
        _members = new Members();
        _directory = new ReplicaDirectory($"{_cluster.SelfAddress}");
        _readers = node.Asked.ToLookup(head => head.Backbone, StringComparer.Ordinal);
        var names = _readers.ToDictionary(heads => heads.Key, IReadOnlyList<string> (heads) => [.. heads.Select(head => head.Name)], StringComparer.Ordinal);
        _calls = new ReplicaCalls(names, _directory, new HedgeDelays(node.Hedge), this);
        _ends = new ReplicaEnds(_replicas, _directory, node.ReplicasOf);
        (_due, _report) = (new Alarm(Self, Due.Instance, time), new Alarm(Self, ReportIsDue.Instance, time));
        // A quarter is left for the texts and tokens beside the states.
        _mostBytes = Context.System.Settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size", 4 << 20)!.Value * 3 / 4;
        Receive<EncodedBatch>(OnBatch);
        Receive<EncodedStates>(OnStates);
        Receive<SubsystemVerdicts>(OnVerdicts);
        Receive<SubsystemUnavailable>(OnUnavailable);
        Receive<Due>(_ => OnDue());
        Receive<NodeReport>(OnReport);
        Receive<ReportIsDue>(_ => OnReportIsDue());
        Receive<ReplicaStarted>(OnReplicaStarted);
        Receive<ReplicaStops>(OnReplicaStops);
        Receive<MayReplicaEnd>(OnMayReplicaEnd);
        Receive<ReplicaMayEnd>(OnReplicaMayEnd);
        Receive<NodeLeaves>(_ => OnNodeLeaves());
        Receive<Terminated>(OnTerminated);
        Receive<RegionStarted>(OnRegionStarted);
        Receive<ClusterEvent.CurrentClusterState>(OnClusterState);
        Receive<ClusterEvent.IMemberEvent>(OnMember);
        Receive<ClusterEvent.ReachabilityEvent>(OnReachability);
        Receive<DisassociatedEvent>(OnDisassociated);
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(ClusterNode node, HeadCosts costs, ClusterView view, TimeProvider time, ILogger logger) =>
        Props.Create(() => new ClusterSubsystems(node, costs, view, time, logger));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ReachabilityEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        OnReportIsDue();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _due.Cancel();
        _report.Cancel();
        base.PostStop();
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private void OnBatch(EncodedBatch batch)
    {
        _calls.Start(batch, Now);
        SetAlarm();
    }

    private void OnVerdicts(SubsystemVerdicts message) => _calls.Judged(AddressOf(Sender), message, Now);

    private void OnUnavailable(SubsystemUnavailable message)
    {
        _calls.Refused(AddressOf(Sender), message, Now);
        SetAlarm();
    }

    private void OnDue()
    {
        _dueAt = DateTimeOffset.MaxValue;
        _calls.Strike(Now);
        SetAlarm();
    }

    private void SetAlarm()
    {
        if (_calls.NextDue is not { } due || due >= _dueAt) return;
        _dueAt = due;
        _due.Set(TimeSpan.FromMilliseconds(Math.Ceiling((due - Now).TotalMilliseconds)));
    }

    /// <summary>Another node's batch, for replicas here.</summary>
    private void OnStates(EncodedStates message)
    {
        if (message.Queries.Count > 0)
        {
            var now = Now;
            var queries = message.Queries.Select(query => new EncodedQuery(
                new Query(query.Id, query.Text, QueryPriority.Normal, now, now + query.TimeLeft), Sender, default, query.Asked)).ToArray();
            Judge(message.Subsystems, new EncodedBatch(queries, message.States, message.Backbone));
        }
        message.States.Release();
    }

    private void Judge(IReadOnlyList<string> subsystems, EncodedBatch batch)
    {
        foreach (var subsystem in subsystems.Where(batch.Asks))
        {
            if (_replicas.Find(subsystem) is { } replica)
            {
                batch.States.Retain();
                replica.Tell(batch, Self);
            }
            else
            {
                RankerMail.SendUnavailable([.. batch.Queries.Where(query => query.IsAskedOf(subsystem))], subsystem, Self);
            }
        }
    }

    /// <inheritdoc/>
    void IReplicaCallSink.Ask(string node, IReadOnlyList<string> subsystems, EncodedBatch batch)
    {
        if (node == _directory.Self)
        {
            Judge(subsystems, batch with { Queries = [.. batch.Queries.Select(query => query with { Ranker = Self })] });
            return;
        }
        if (!_peers.TryGetValue(node, out var peer)) return;
        var now = Now;
        int[] rows = [.. Enumerable.Range(0, batch.Queries.Count).Where(row => subsystems.Any(batch.Queries[row].IsAskedOf))];
        var queries = Array.ConvertAll(rows, row => Remote(batch.Queries[row], now));
        int[] taps = [.. _readers[batch.Backbone].Where(head => subsystems.Contains(head.Name)).Select(head => head.Tap).Distinct()];
        var perToken = EncodedStates.BytesPerToken(batch.States, taps);
        foreach (var (first, count) in FrameCuts.Of([.. queries.Select(query => query.Text.Tokens.Length)], perToken, _mostBytes))
            peer.Tell(new EncodedStates(subsystems, taps, queries[first..(first + count)], batch.States, rows[first..(first + count)], batch.Backbone), Self);
    }

    private static RemoteQuery Remote(EncodedQuery query, DateTimeOffset now) =>
        new(query.Query.Id, query.Query.Text, query.Query.Deadline - now, query.Asked);

    /// <inheritdoc/>
    void IReplicaCallSink.Pass(IReadOnlyList<EncodedQuery> queries, string subsystem, IReadOnlyList<Verdict> verdicts) =>
        RankerMail.Send(queries, subsystem, verdicts, Self);

    /// <inheritdoc/>
    void IReplicaCallSink.GiveUp(IReadOnlyList<EncodedQuery> queries, string subsystem) => RankerMail.SendUnavailable(queries, subsystem, Self);

    /// <inheritdoc/>
    void IReplicaCallSink.End(EncodedBatch batch) => batch.States.Release();

    private void OnReplicaStarted(ReplicaStarted message)
    {
        _replicas.Add(message.Id, Sender);
        Context.Watch(Sender);
        ReportToAll();
    }

    private void OnReplicaStops(ReplicaStops message)
    {
        _ends.Begin(message.Id);
        EndReplicas();
    }

    /// <summary>Asks again for those that wait: a question may be lost, or nobody could answer it yet.</summary>
    private void EndReplicas()
    {
        foreach (var (replica, node) in _ends.Next(out var question))
        {
            if (node.Length == 0) End(_ends.End(replica));
            else if (_peers.TryGetValue(node, out var peer)) peer.Tell(new MayReplicaEnd($"{replica}", question), Self);
        }
    }

    private void OnMayReplicaEnd(MayReplicaEnd message)
    {
        if (ReplicaId.TryParse(message.Replica, out var replica) && _ends.Allow(replica)) Sender.Tell(new ReplicaMayEnd(message.Replica, message.Question), Self);
    }

    private void OnReplicaMayEnd(ReplicaMayEnd message)
    {
        if (ReplicaId.TryParse(message.Replica, out var replica)) End(_ends.End(replica, message.Question));
    }

    private void End(IActorRef? replica)
    {
        if (replica is null) return;
        ReportToAll();
        replica.Tell(PoisonPill.Instance, Self);
        StartMissing();
    }

    private void OnNodeLeaves()
    {
        _leaves = true;
        ReportToAll();
    }

    private void OnTerminated(Terminated message)
    {
        if (_replicas.Remove(message.ActorRef)) ReportToAll();
    }

    private void OnRegionStarted(RegionStarted message)
    {
        _region = message.Region;
        StartMissing();
    }

    private void OnReport(NodeReport report)
    {
        var node = AddressOf(Sender);
        if (!_members.Contains(node)) return;
        _peers[node] = Sender;
        report = WithBackbones(report);
        if (_directory.Report(node, report))
        {
            TellOfUnknownHeads(report);
            StartMissing();
        }
        EndReplicas();
        Publish();
    }

    /// <summary>A node of a version with one backbone does not name it: its head is known by its version where this node has it too.</summary>
    private NodeReport WithBackbones(NodeReport report)
    {
        if (report.Heads.All(head => head.Backbones.Count > 0)) return report;
        return report with { Heads = [.. report.Heads.Select(WithBackbones)] };

        HeadReport WithBackbones(HeadReport head) => head.Backbones.Count > 0
            ? head
            : head with { Backbones = [.. _node.Asked.Where(own => own.Name == head.Subsystem && own.Version == head.Version && own.Backbone.Length > 0).Select(own => own.Backbone)] };
    }

    private void TellOfUnknownHeads(NodeReport report)
    {
        foreach (var head in report.Heads.Where(head => head.Backbones.Count == 0 && _node.Asked.Any(own => own.Name == head.Subsystem && own.Backbone.Length > 0)))
            LogMessages.HeadOfUnknownBackbone(_logger, report.Node, report.Version, head.Subsystem, head.Version);
    }

    private void OnReportIsDue()
    {
        ReportToAll();
        StartMissing();
        EndReplicas();
        _report.Set(_node.ReportInterval);
    }

    private void ReportToAll()
    {
        // A node that leaves takes nothing any more: whoever waits for a replica to come should not wait for it.
        HeadReport[] heads = _leaves ? [] : [.. _node.Judges.Keys.Select(subsystem => ReportOf(subsystem))];
        var report = new NodeReport(_node.Name, _node.Zone, _node.Version, heads, _replicas.Ids);
        _directory.Report(_directory.Self, report);
        // By path: a node's reference is only known from its report, and changes when the node starts anew at the same address.
        foreach (var node in _members.Others(_directory.Self)) Context.ActorSelection($"{node}/user/{Name}").Tell(report, Self);
        Publish();
    }

    private HeadReport ReportOf(string subsystem) => new(subsystem, _node.Versions.GetValueOrDefault(subsystem, ""), _costs.Of(subsystem))
    {
        Backbones = _node.Backbones.GetValueOrDefault(subsystem, []),
    };

    /// <summary>The oldest of the reachable nodes that run heads has every replica started that runs nowhere; each of them once for each node that could take it.</summary>
    private void StartMissing()
    {
        if (_region is null || _members.Oldest(_directory.Trusts) != _directory.Self) return;
        foreach (var id in _directory.Missing(_members.RunsHeads, _node.ReplicasOf).ToArray())
            _region.Tell(new ShardRegion.StartEntity($"{id}"), ActorRefs.NoSender);
    }

    private void OnClusterState(ClusterEvent.CurrentClusterState state)
    {
        foreach (var member in state.Members) _members.Update(member);
        foreach (var member in state.Unreachable) _directory.SetReachable($"{member.Address}", false);
        ReportToAll();
    }

    private void OnMember(ClusterEvent.IMemberEvent change)
    {
        var node = $"{change.Member.Address}";
        if (change is not ClusterEvent.MemberRemoved)
        {
            _members.Update(change.Member);
            ReportToAll();
            return;
        }
        _members.Remove(change.Member);
        if (_members.Contains(node)) return;
        _peers.Remove(node);
        _directory.Remove(node);
        LogMessages.NodeRemoved(_logger, node);
        Fail(node);
        StartMissing();
        Publish();
    }

    private void OnReachability(ClusterEvent.ReachabilityEvent change)
    {
        var (node, isReachable) = ($"{change.Member.Address}", change is ClusterEvent.ReachableMember);
        _directory.SetReachable(node, isReachable);
        LogMessages.NodeReachability(_logger, node, isReachable);
        if (!isReachable) Fail(node);
        Publish();
    }

    /// <summary>The connection broke: sooner known than silence, and what was on its way is lost.</summary>
    private void OnDisassociated(DisassociatedEvent change)
    {
        var node = $"{change.RemoteAddress}";
        if (!_members.Contains(node)) return;
        _directory.Lost(node);
        Fail(node);
        Publish();
    }

    private void Fail(string node)
    {
        _calls.Gone(node, Now);
        SetAlarm();
    }

    private void Publish()
    {
        string[] unserved = [.. _node.Asked.Where(head => !_directory.Serves(head.Name, head.Backbone)).Select(head => head.Name).Distinct(StringComparer.Ordinal)];
        KeyValuePair<string, NodeReport>[] reports = [.. _directory.Reports];
        var trusted = reports.Select(node => node.Key).Where(_directory.Trusts).ToHashSet(StringComparer.Ordinal);
        _view.Update(new ClusterSnapshot(_members.All, reports, trusted, unserved, IsMember: !_leaves && _members.Stays(_directory.Self)));
    }

    private string AddressOf(IActorRef sender) => sender.Path.Address.HasLocalScope ? _directory.Self : $"{sender.Path.Address}";

    private sealed class Due
    {
        public static readonly Due Instance = new();
    }

    private sealed class ReportIsDue
    {
        public static readonly ReportIsDue Instance = new();
    }
}

/// <summary>To a node: the region that starts its replicas.</summary>
internal sealed record RegionStarted(IActorRef Region);

/// <summary>To a node: it is about to leave the cluster.</summary>
internal sealed class NodeLeaves
{
    public static readonly NodeLeaves Instance = new();
}
