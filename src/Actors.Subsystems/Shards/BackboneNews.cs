using Router.Contracts;

namespace Actors.Subsystems.Shards;

/// <summary>Tells the backbones of a node of the nodes that may encode for it, and hands on what other nodes want of them.</summary>
/// <param name="own">This node's actor, which other nodes know.</param>
internal sealed class BackboneNews(IActorRef own)
{
    private IReadOnlyDictionary<string, IActorRef> _backbones = new Dictionary<string, IActorRef>();

    /// <summary>They have started.</summary>
    public void Start(BackbonesStarted message) => _backbones = message.Backbones;

    /// <summary>A node within reach has said what it has.</summary>
    public void Reported(NodeReported news) => TellAll(news);

    /// <summary>A node does not answer for what it was sent.</summary>
    public void Gone(string node) => TellAll(new NodeGone(node));

    /// <summary>This node's models are warm.</summary>
    public void Serve() => TellAll(NodeServes.Instance);

    /// <summary>Another node wants a query encoded.</summary>
    public void Encode(EncodeElsewhere message, IActorRef asking)
    {
        if (_backbones.TryGetValue(message.Backbone, out var backbone)) backbone.Tell(message, asking);
        else asking.Tell(new EncodeRefused(message.Id, RefusalReason.BackboneUnavailable), own);
    }

    /// <summary>Nobody waits for a query of another node any more. There are few backbones, and those that do not have it ignore it.</summary>
    public void Cancel(CancelQuery message) => TellAll(message);

    /// <summary>Ends when nothing is queued or running on this node's devices; what they encoded has been told by then.</summary>
    public Task DrainAsync() => Task.WhenAll(_backbones.Values.Select(backbone => backbone.Ask<Drained>(Drain.Instance, Timeout.InfiniteTimeSpan)));

    private void TellAll(object message)
    {
        foreach (var backbone in _backbones.Values) backbone.Tell(message, own);
    }
}
