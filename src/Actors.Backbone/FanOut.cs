using Router.Contracts;

namespace Actors.Backbone;

/// <summary>Publishes encoded batches: one message to those who have the subsystems judge them.</summary>
/// <param name="subsystems">Accepts <see cref="EncodedBatch"/>.</param>
/// <param name="backbone">Whose states they are, such as <c>bfm-mini 1.3.0</c>.</param>
public sealed class FanOut(IActorRef subsystems, string backbone)
{
    /// <summary>The backbone.</summary>
    public string Backbone => backbone;

    /// <summary>Publishes a batch; the caller keeps its own reference on the states.</summary>
    public void Publish(IReadOnlyList<EncodedQuery> queries, LayerStates states)
    {
        states.Retain();
        subsystems.Tell(new EncodedBatch(queries, states, backbone), ActorRefs.NoSender);
    }
}
