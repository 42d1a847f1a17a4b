using Router.Contracts;

namespace Actors.Backbone;

/// <summary>Publishes encoded batches: one message to those who have the subsystems judge them.</summary>
/// <param name="subsystems">Accepts <see cref="EncodedBatch"/>.</param>
public sealed class FanOut(IActorRef subsystems)
{
    /// <summary>Publishes a batch; the caller keeps its own reference on the states.</summary>
    public void Publish(EncodedBatch batch)
    {
        batch.States.Retain();
        subsystems.Tell(batch, ActorRefs.NoSender);
    }
}
