using Router.Contracts;

namespace Actors.Backbone;

/// <summary>Sends an encoded batch to every subsystem: one message each, all of them sharing the batch's states.</summary>
public sealed class FanOut(IActorRef region, IReadOnlyList<SubsystemDescriptor> subsystems)
{
    /// <summary>Publishes a batch; the caller keeps its own reference on the states.</summary>
    public void Publish(EncodedBatch batch)
    {
        foreach (var subsystem in subsystems)
        {
            batch.States.Retain();
            region.Tell(new SubsystemBatch(subsystem.Name, subsystem.Tap, batch), ActorRefs.NoSender);
        }
    }
}
