using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Router.Contracts;

/// <summary>
/// A mailbox without a bound that holds what its messages need. Akka.NET's own is a concurrent queue, which takes a kilobyte before its first
/// message; a node has two actors for each session, most of which wait for somebody to speak.
/// </summary>
/// <param name="settings">Akka.NET's own.</param>
/// <param name="config">None of its own.</param>
internal sealed class LeanMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<LeanMessageQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LeanMessageQueue();
}

/// <summary>The messages of one actor, in the order in which they came.</summary>
internal sealed class LeanMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    /// <summary>Room for more than so many messages is given back when all are taken.</summary>
    private const int Kept = 16;

    private readonly Queue<Envelope> _messages = [];

    public bool HasMessages => Count > 0;

    public int Count
    {
        get
        {
            lock (_messages) return _messages.Count;
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_messages) _messages.Enqueue(envelope);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_messages)
        {
            if (!_messages.TryDequeue(out envelope)) return false;
            if (_messages.Count == 0 && _messages.Capacity > Kept) _messages.TrimExcess();
            return true;
        }
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}
