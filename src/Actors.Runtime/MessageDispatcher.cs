using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>Runs actors on threads. Chosen per actor by <see cref="Props.WithDispatcher"/>, configured in HOCON under its id.</summary>
public abstract class MessageDispatcher
{
    private protected MessageDispatcher(string id, int throughput) => (Id, Throughput) = (id, throughput);

    /// <summary>The path of its configuration.</summary>
    public string Id { get; protected set; }

    /// <summary>How many messages an actor handles in a row before others get the thread; at least 1.</summary>
    public int Throughput { get; protected set; }

    /// <summary>Runs a cell soon. The cell never hands itself in twice at a time.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="fair">Whether the cell has used up its throughput and others go first.</param>
    internal abstract void Execute(ActorCell cell, bool fair);

    /// <summary>Whether anything else waits for a thread; if not, an actor that has used up its throughput goes on.</summary>
    internal abstract bool OthersWait { get; }

    /// <summary>The dispatcher that one actor uses: this one, or one of the actor's own.</summary>
    internal virtual MessageDispatcher Attach(ActorCell cell) => this;

    /// <summary>The actor has stopped.</summary>
    internal virtual void Detach()
    {
    }

    /// <summary>Ends the threads once their work is done.</summary>
    internal virtual void Shutdown()
    {
    }
}
