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

    private readonly ClusterNode _node;
    private readonly ILogger _logger;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Members _members = new();
    private readonly ReplicaDirectory _directory;
    private readonly ViewOfCluster _view;
    private readonly LocalReplicas _replicas = new();
    private readonly ReplicaEnds _ends;
    private readonly BackboneNews _backbones = new(Context.Self);
    private readonly Dictionary<string, IActorRef> _peers = new(StringComparer.Ordinal);
    private readonly NodeBatches _batches;
    private readonly OwnReports _reports;
    private readonly OlderReports _older;
    private readonly Alarm _report;
    private IActorRef? _region;
    private IActorRef? _draining;

    public ClusterSubsystems(ClusterNode node, HeadCosts costs, ClusterView view, TimeProvider time, ILogger logger)
    {
        (_node, _logger) = (node, logger);
        _directory = new ReplicaDirectory($"{_cluster.SelfAddress}", node.Hedge.MinDelay);
        _view = new ViewOfCluster(view, _members, _directory, node.Asked);
        // A quarter is left for what is not counted, as the names of subsystems.
        var mostBytes = Context.System.Settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size", 4 << 20)!.Value * 3 / 4;
        _batches = new NodeBatches(node, _directory, _replicas, _peers, Self, mostBytes, time);
        _reports = new OwnReports(node, costs, _replicas, _members, _directory, _view, _backbones, _batches, Self, Context.System);
        _older = new OlderReports(node.Asked, logger);
        _ends = new ReplicaEnds(_replicas, _directory, node.ReplicasOf);
        _report = new Alarm(Self, ReportIsDue.Instance, time);
        Receive<EncodedBatch>(_batches.Start);
        Receive<EncodedStates>(message => _batches.Judge(message, Sender));
        Receive<SubsystemVerdicts>(message => _batches.Judged(AddressOf(Sender), message));
        Receive<SubsystemUnavailable>(message => _batches.Refused(AddressOf(Sender), message));
        Receive<EncodeElsewhere>(message => _backbones.Encode(message, Sender));
        Receive<CancelQuery>(_backbones.Cancel);
        Receive<BackbonesStarted>(OnBackbonesStarted);
        Receive<NodeServes>(_ => OnNodeServes());
        Receive<BatchIsDue>(_ => _batches.Strike());
        Receive<NodeReport>(OnReport);
        Receive<ReportIsDue>(_ => OnReportIsDue());
        Receive<ReplicaStarted>(OnReplicaStarted);
        Receive<ReplicaStops>(OnReplicaStops);
        Receive<MayReplicaEnd>(OnMayReplicaEnd);
        Receive<ReplicaMayEnd>(OnReplicaMayEnd);
        Receive<NodeLeaves>(_ => OnNodeLeaves());
        Receive<Drain>(_ => OnDrain());
        Receive<DevicesAreDrained>(_ => _draining = Sender);
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
        // Not at once: what fails here would only end this actor, and the node would wait for ever.
        Self.Tell(ReportIsDue.Instance, Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _batches.Stop();
        _report.Cancel();
        base.PostStop();
    }

    /// <summary>Begun anew it would know of no replica, peer or region of this node, and nobody would tell it of them: the node ends, and whoever started it starts it whole.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        LogMessages.SubsystemsFailed(_logger, reason);
        _ = CoordinatedShutdown.Get(Context.System).Run(SubsystemsFailed.Instance);
        base.PreRestart(reason, message);
    }

    /// <summary>It is not begun anew: that would fail again and again until the node has ended.</summary>
    protected override void PostRestart(Exception reason)
    {
    }

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        // Here, and not where something changes: any word of a node, and its silence, may change whom it trusts.
        _view.Show();
        // Here as well, as a verdict, a failure or a deadline may end the last batch.
        TellDrained();
        return isHandled;
    }

    private void OnReplicaStarted(ReplicaStarted message)
    {
        _replicas.Add(message.Id, Sender);
        Context.Watch(Sender);
        _reports.TellAll();
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
        _reports.TellAll();
        replica.Tell(PoisonPill.Instance, Self);
        StartMissing();
    }

    private void OnNodeLeaves()
    {
        _view.Leaves = true;
        _reports.TellAll();
    }

    /// <summary>First the devices: whatever they have encoded when they answer is kept here.</summary>
    private void OnDrain() => _ = _backbones.DrainAsync().PipeTo(Self, Sender, success: () => DevicesAreDrained.Instance);

    private void TellDrained()
    {
        if (_draining is null || !_batches.IsEmpty) return;
        _draining.Tell(Drained.Instance, Self);
        _draining = null;
    }

    private void OnTerminated(Terminated message)
    {
        if (_replicas.Remove(message.ActorRef)) _reports.TellAll();
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
        report = _older.WithBackbones(report);
        if (_directory.Report(node, report))
        {
            _older.TellWhatIsUnknown(report, _members.Encodes(node));
            _batches.Moved();
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
        _reports.TellAll();
    }

    private void OnNodeServes()
    {
        _reports.Serves = true;
        _backbones.Serve();
        _reports.TellAll();
    }

    private void OnReportIsDue()
    {
        _reports.TellNext();
        StartMissing();
        EndReplicas();
        _report.Set(_node.ReportInterval);
    }

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
        _reports.TellAll();
    }

    private void OnMember(ClusterEvent.IMemberEvent change)
    {
        var node = $"{change.Member.Address}";
        if (change is not ClusterEvent.MemberRemoved)
        {
            // Where a node is back before it is known that it was taken out, the news of the one comes after that of the other.
            if (_members.Update(change.Member)) Forget(node);
            // The others know what runs here once this node is a member; to tell them all whenever another one joins would be a message from each node to each.
            if (node == _directory.Self) _reports.TellAll();
            else _reports.Tell([node]);
            return;
        }
        if (!_members.Remove(change.Member)) return;
        Forget(node);
        StartMissing();
    }

    private void Forget(string node)
    {
        _peers.Remove(node);
        _directory.Remove(node);
        LogMessages.NodeRemoved(_logger, node);
        Fail(node);
    }

    private void OnReachability(ClusterEvent.ReachabilityEvent change)
    {
        if (!_members.Is(change.Member)) return;
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
        _backbones.Gone(node);
        _batches.Gone(node);
    }

    private string AddressOf(IActorRef sender) => sender.Path.Address.HasLocalScope ? _directory.Self : $"{sender.Path.Address}";

    private sealed class DevicesAreDrained
    {
        public static readonly DevicesAreDrained Instance = new();
    }

    private sealed class ReportIsDue
    {
        public static readonly ReportIsDue Instance = new();
    }
}
