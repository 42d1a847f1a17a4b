using Actors.Runtime.Internal;

namespace Actors.Runtime.TestKit.Internal;

/// <summary>Keeps what it gets for the test.</summary>
internal sealed class TestActor(TestQueue queue) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case WatchRequest watch: Context.Watch(watch.Actor); break;
            case UnwatchRequest unwatch: Context.Unwatch(unwatch.Actor); break;
            default: queue.Add(message, Sender); break;
        }
        return true;
    }

    internal sealed record WatchRequest(IActorRef Actor);

    internal sealed record UnwatchRequest(IActorRef Actor);
}
