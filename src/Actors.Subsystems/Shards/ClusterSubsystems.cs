using Akka.Event;
using Akka.Remote;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>
/// The subsystems of a node in a cluster: has replicas here or on other nodes judge what this node encodes, and its own replicas what other nodes
/// encode. Tells the other nodes what runs here, and starts replicas that run nowhere.
/// </summary>
internal sealed class ClusterSubsystems : ReceiveActor
{
    /// <summary>Its name, the same on every node.</summary>
    public const string Name = "subsystems";

    /// <summary>Nodes that are told at once that nothing has changed.</summary>
    public const int MostReports = 100;

    private readonly ClusterNode _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly HeadCosts _costs;
    private readonly Members _members = new();
    private readonly ReplicaDirectory _directory;
    private readonly ViewOfCluster _view;
    private readonly UnansweredStates _unanswered;
    private readonly BatchCarrier _carrier;
    private readonly ReplicaCalls _calls;
    private readonly LocalReplicas _replicas = new();
    private readonly ReplicaEnds _ends;
    private readonly BackboneNews _backbones = new(Context.Self);
    private readonly ReportTurns _turns = new(MostReports);
    private readonly Dictionary<string, IActorRef> _peers = new(StringComparer.Ordinal);
    private readonly Alarm _due;
    private readonly Alarm _report;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;
    private IActorRef? _region;
    private bool _serves;

    public ClusterSubsystems(ClusterNode node, HeadCosts costs, ClusterView view, TimeProvider time, ILogger logger)
    {
        (_node, _costs, _time, _logger) = (node, costs, time, logger);
        _directory = new ReplicaDirectory($"{_cluster.SelfAddress}");
        _view = new ViewOfCluster(view, _members, _directory, node.Asked);
        var heads = node.Asked.ToLookup(head => head.Backbone, StringComparer.Ordinal);
        var readers = heads.ToDictionary(own => own.Key, IReadOnlyList<string> (own) => [.. own.Select(head => head.Name)], StringComparer.Ordinal);
        // A quarter is left for the texts and tokens beside the states.
        var mostBytes = Context.System.Settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size", 4 << 20)!.Value * 3 / 4;
        _unanswered = new UnansweredStates(node.MaxUnansweredBytes, node.Hedge.MaxDelay);
        _carrier = new BatchCarrier(Self, _directory.Self, _replicas, _peers, heads, mostBytes, _unanswered, time);
        _calls = new ReplicaCalls(readers, _directory, new HedgeDelays(node.Hedge), _carrier);
        _ends = new ReplicaEnds(_replicas, _directory, node.ReplicasOf);
        (_due, _report) = (new Alarm(Self, Due.Instance, time), new Alarm(Self, ReportIsDue.Instance, time));
        Receive<EncodedBatch>(OnBatch);
        Receive<EncodedStates>(message => _carrier.Judge(message, Sender));
        Receive<SubsystemVerdicts>(OnVerdicts);
        Receive<SubsystemUnavailable>(OnUnavailable);
        Receive<EncodeElsewhere>(message => _backbones.Encode(message, Sender));
        Receive<CancelQuery>(_backbones.Cancel);
        Receive<BackbonesStarted>(OnBackbonesStarted);
        Receive<NodeServes>(_ => OnNodeServes());
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

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        // Here, and not where something changes: any word of a node, and its silence, may change whom it trusts.
        _view.Show();
        return isHandled;
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private void OnBatch(EncodedBatch batch)
    {
        _carrier.Count(batch);
        _calls.Start(batch, Now);
        SetAlarm();
    }

    private void OnVerdicts(SubsystemVerdicts message)
    {
        var node = AddressOf(Sender);
        foreach (var verdict in message.Verdicts) _unanswered.Answered(node, message.Subsystem, verdict.QueryId, Now);
        _calls.Judged(node, message, Now);
    }

    private void OnUnavailable(SubsystemUnavailable message)
    {
        var node = AddressOf(Sender);
        foreach (var id in message.QueryIds) _unanswered.Answered(node, message.Subsystem, id, Now);
        _calls.Refused(node, message, Now);
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
        _due.SetAt(due);
    }

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
        _view.Leaves = true;
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
            _calls.Moved(Now);
            SetAlarm();
            if (!report.TellsDevices && _members.Encodes(node)) LogMessages.NodeWithoutDevices(_logger, report.Node, report.Version);
            StartMissing();
        }
        if (_directory.Trusts(node)) _backbones.Reported(new NodeReported(node, Sender, report, IsOwn: false));
        EndReplicas();
    }

    private void OnBackbonesStarted(BackbonesStarted message)
    {
        _backbones.Start(message);
        foreach (var (node, report) in _directory.Reports.Where(report => _peers.ContainsKey(report.Key) && _directory.Trusts(report.Key)))
            _backbones.Reported(new NodeReported(node, _peers[node], report, IsOwn: false));
        ReportToAll();
    }

    private void OnNodeServes()
    {
        _serves = true;
        _backbones.Serve();
        ReportToAll();
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
        Report(_turns.Next(_members.Others(_directory.Self)));
        StartMissing();
        EndReplicas();
        _report.Set(_node.ReportInterval);
    }

    private void ReportToAll() => Report(_members.Others(_directory.Self));

    private void Report(IEnumerable<string> nodes)
    {
        var report = new NodeReport(_node.Name, _node.Zone, _node.Version, [.. _node.Judges.Keys.Select(ReportOf)], _replicas.Ids)
        {
            Leaves = _view.Leaves,
            Devices = _node.Devices(),
            TellsDevices = true,
            Traffic = WireSerializer.TrafficOf(Context.System).Now,
            TapBytes = _carrier.TapBytes,
        };
        if (_directory.Report(_directory.Self, report)) _calls.Moved(Now);
        _backbones.Reported(new NodeReported(_directory.Self, Self, report, IsOwn: true));
        // Its own queries it encodes as long as it lives, those of others from when it is warm until it leaves.
        if (!_serves || _view.Leaves) report = report with { Devices = [] };
        // By path: a node's reference is only known from its report, and changes when the node starts anew at the same address.
        foreach (var node in nodes) Context.ActorSelection($"{node}/user/{Name}").Tell(report, Self);
    }

    private HeadReport ReportOf(string subsystem) => new(subsystem, _node.Versions.GetValueOrDefault(subsystem, ""), _costs.Of(subsystem))
    {
        Backbones = _node.Backbones.GetValueOrDefault(subsystem, []),
    };

    /// <summary>The oldest of the reachable nodes that run heads has every replica started that runs nowhere; each of them once for each node that could take it.</summary>
    private void StartMissing()
    {
        if (_region is null || _members.Oldest(_directory.Trusts) != _directory.Self) return;
        foreach (var id in _directory.Missing(_members.RunsHeads, _node.ReplicasOf))
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
            // The others know what runs here once this node is a member; to tell them all whenever another one joins would be a message from each node to each.
            if (node == _directory.Self) ReportToAll();
            else Report([node]);
            return;
        }
        _members.Remove(change.Member);
        if (_members.Contains(node)) return;
        _peers.Remove(node);
        _directory.Remove(node);
        LogMessages.NodeRemoved(_logger, node);
        Fail(node);
        StartMissing();
    }

    private void OnReachability(ClusterEvent.ReachabilityEvent change)
    {
        var (node, isReachable) = ($"{change.Member.Address}", change is ClusterEvent.ReachableMember);
        _directory.SetReachable(node, isReachable);
        LogMessages.NodeReachability(_logger, node, isReachable);
        if (!isReachable) Fail(node);
    }

    /// <summary>The connection broke: sooner known than silence, and what was on its way is lost.</summary>
    private void OnDisassociated(DisassociatedEvent change)
    {
        var node = $"{change.RemoteAddress}";
        if (!_members.Contains(node)) return;
        _directory.Lost(node);
        Fail(node);
    }

    private void Fail(string node)
    {
        _unanswered.Gone(node);
        _backbones.Gone(node);
        _calls.Gone(node, Now);
        SetAlarm();
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
