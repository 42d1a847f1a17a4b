using Actors.Backbone.Devices;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Backbone;

/// <summary>
/// One backbone, as a node of a cluster uses it: has this node's queries encoded by the devices of the cluster that run it, its own among them, and its own
/// devices encode for other nodes. Rankers are told what the encoding nodes say.
/// </summary>
public sealed class ClusterBackbone : ReceiveActor
{
    private readonly ClusterBackboneSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DeviceDirectory _devices;
    private readonly EncodeCalls _calls;
    private readonly Dictionary<string, IActorRef> _peers = new(StringComparer.Ordinal);
    private readonly Alarm _due;
    private string _self = "";

    /// <param name="settings">What it is.</param>
    /// <param name="random">Draws devices.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public ClusterBackbone(ClusterBackboneSettings settings, Random random, TimeProvider time, ILogger logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        // A node with devices of its own tries itself out with them before it has others encode.
        _devices = new DeviceDirectory(settings.Backbone, random) { UsesOthers = settings.IsFrontEnd && settings.Pool is null };
        _calls = new EncodeCalls(_devices, settings.Readers, settings.Cache is { } cache ? new SeenTexts(cache, time) : null, new HedgeDelays(settings.Hedge), new Sink(this));
        _due = new Alarm(Self, Due.Instance, time);
        Receive<Encode>(message => _calls.Start(message, Now));
        Receive<CancelQuery>(OnCancelQuery);
        Receive<EncodeElsewhere>(OnEncodeElsewhere);
        Receive<TextRemarks>(OnRemarks);
        Receive<SubsystemsSkipped>(OnSkipped);
        Receive<SubsystemVerdicts>(OnVerdicts);
        Receive<SubsystemUnavailable>(OnUnavailable);
        Receive<EncodeRefused>(message => _calls.Refused(NodeOf(Sender), message, Now));
        Receive<NodeReported>(OnNodeReported);
        Receive<NodeGone>(OnNodeGone);
        Receive<NodeServes>(_ => OnNodeServes());
        Receive<Drain>(OnDrain);
        Receive<Due>(_ => OnDue());
    }

    /// <summary>The actor's recipe.</summary>
    /// <inheritdoc cref="ClusterBackbone(ClusterBackboneSettings, Random, TimeProvider, ILogger)"/>
    public static Props Create(ClusterBackboneSettings settings, Random random, TimeProvider time, ILogger logger) =>
        Props.Create(() => new ClusterBackbone(settings, random, time, logger));

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object? message)
    {
        _due.Cancel();
        _calls.RefuseAll(RefusalReason.BackboneUnavailable);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _due.Cancel();
        _calls.RefuseAll(RefusalReason.ShuttingDown);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        if (_calls.NextDue is { } due) _due.SetBy(due);
        return isHandled;
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private void OnDue()
    {
        _due.Struck();
        _calls.Strike(Now);
    }

    /// <summary>It may be this node's own query, wherever it is encoded, or another node's, which is encoded here.</summary>
    private void OnCancelQuery(CancelQuery message)
    {
        _calls.Cancel(message.QueryId);
        _settings.Pool?.Tell(message, Self);
    }

    private void OnEncodeElsewhere(EncodeElsewhere message)
    {
        if (_settings.Pool is { } pool && _settings.Takes(message.Text)) pool.Tell(message.ToEncode(Sender, Now), Self);
        else Sender.Tell(new EncodeRefused(message.Id, RefusalReason.BackboneUnavailable), Self);
    }

    private void OnRemarks(TextRemarks message) => _calls.Find(message.QueryId)?.Ranker.Tell(message, Self);

    private void OnSkipped(SubsystemsSkipped message)
    {
        _calls.Find(message.QueryId)?.Ranker.Tell(message, Self);
        _calls.Skipped(message);
    }

    private void OnVerdicts(SubsystemVerdicts message)
    {
        Pass(message.Verdicts.Count, i => _calls.Find(message.Verdicts[i].QueryId), rows => rows.Count == message.Verdicts.Count
            ? message
            : new SubsystemVerdicts(message.Subsystem, rows.ConvertAll(row => message.Verdicts[row]), rows.ConvertAll(row => message.Timings[row])));
        var (node, now) = (NodeOf(Sender), Now);
        foreach (var verdict in message.Verdicts) _calls.Judged(node, verdict.QueryId, message.Subsystem, now);
    }

    private void OnUnavailable(SubsystemUnavailable message)
    {
        var (node, now) = (NodeOf(Sender), Now);
        Pass(message.QueryIds.Count, i => _calls.Unavailable(node, message.QueryIds[i], message.Subsystem, now), rows => rows.Count == message.QueryIds.Count
            ? message
            : new SubsystemUnavailable(message.Subsystem, rows.ConvertAll(row => message.QueryIds[row])));
    }

    /// <summary>Tells each ranker once what is said of its queries; nobody what is said of those that have ended, or that says nothing yet.</summary>
    private void Pass(int count, Func<int, Encode?> wanted, Func<List<int>, object> part)
    {
        var rows = new Dictionary<IActorRef, List<int>>();
        for (var i = 0; i < count; i++)
        {
            if (wanted(i) is not { Ranker: var ranker }) continue;
            if (!rows.TryGetValue(ranker, out var own)) rows.Add(ranker, own = []);
            own.Add(i);
        }
        foreach (var (ranker, own) in rows) ranker.Tell(part(own), Self);
    }

    private void OnNodeReported(NodeReported message)
    {
        if (message.IsOwn)
        {
            _self = message.Node;
            _calls.Expire(Now);
        }
        _peers[message.Node] = message.Peer;
        _devices.Report(message.Node, message.IsOwn, message.Report.Devices);
    }

    private void OnNodeServes() => _devices.UsesOthers = _settings.IsFrontEnd;

    private void OnDrain(Drain message)
    {
        if (_settings.Pool is { } pool) pool.Forward(message);
        else Sender.Tell(Drained.Instance, Self);
    }

    private void OnNodeGone(NodeGone message)
    {
        _peers.Remove(message.Node);
        _calls.Gone(message.Node, Now);
    }

    private string NodeOf(IActorRef sender) => sender.Path.Address.HasLocalScope ? _self : $"{sender.Path.Address}";

    private sealed class Due
    {
        public static readonly Due Instance = new();
    }

    /// <summary>Carries out what <see cref="EncodeCalls"/> decides.</summary>
    private sealed class Sink(ClusterBackbone owner) : IEncodeSink
    {
        private readonly IActorRef _actor = owner.Self;

        public void Send(DeviceId device, Encode encode)
        {
            if (device.Node == owner._self) owner._settings.Pool?.Tell(encode with { Ranker = _actor, Device = device.Index }, _actor);
            else if (owner._peers.TryGetValue(device.Node, out var peer)) peer.Tell(EncodeElsewhere.Of(encode, owner._settings.Backbone, device.Index, owner.Now), _actor);
        }

        public void Refuse(Encode encode, RefusalReason reason, TimeSpan? retryAfter) =>
            encode.Ranker.Tell(EncodeRefused.Of(encode, reason, retryAfter), _actor);

        public void GiveUp(Encode encode, string subsystem) => encode.Ranker.Tell(new SubsystemUnavailable(subsystem, [encode.Query.Id]), _actor);

        public void Cancel(DeviceId device, Guid queryId)
        {
            if (device.Node != owner._self && owner._peers.TryGetValue(device.Node, out var peer)) peer.Tell(new CancelQuery(queryId), _actor);
        }

        public void TakenOut(Device device, TimeSpan wait) =>
            LogMessages.DeviceTakenOut(owner._logger, device.Name, device.Id.Node, owner._settings.Backbone, wait.TotalSeconds);

        public void TakenIn(Device device) => LogMessages.DeviceTakenIn(owner._logger, device.Name, device.Id.Node, owner._settings.Backbone);
    }
}

/// <summary>What a node's part of a backbone is, in a cluster.</summary>
public sealed record ClusterBackboneSettings
{
    /// <summary>Name and version: <c>bge-en 2.0.0</c>.</summary>
    public required string Backbone { get; init; }

    /// <summary>The subsystems that read it.</summary>
    public required IReadOnlyList<string> Readers { get; init; }

    /// <summary>This node's own devices; null where it has none.</summary>
    public required IActorRef? Pool { get; init; }

    /// <summary>Whether this node has others encode for its clients.</summary>
    public required bool IsFrontEnd { get; init; }

    /// <summary>The cache of encoded texts that nodes have; null where they have none.</summary>
    public required CacheSettings? Cache { get; init; }

    /// <summary>When a device is late.</summary>
    public required HedgeSettings Hedge { get; init; }

    /// <summary>The most tokens that a text may have.</summary>
    public required int MostTokens { get; init; }

    /// <summary>The vocabulary's pieces: ids of tokens are below it.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Whether the backbone can encode a text. Another node's pieces are not believed: what is no row of the vocabulary would fail a whole batch.</summary>
    public bool Takes(TokenizedText text)
    {
        if (text.Tokens.Length == 0 || text.Tokens.Length > MostTokens) return false;
        foreach (var token in text.Tokens.Span)
        {
            if ((uint)token.Id >= (uint)VocabularySize) return false;
        }
        return true;
    }
}
