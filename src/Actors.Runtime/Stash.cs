namespace Actors.Runtime;

/// <summary>
/// An actor that sets messages aside: it declares <c>public IStash Stash { get; set; }</c>, which is set before it starts. How many it
/// may set aside is <see cref="Props.WithStashCapacity"/>; without one there is no bound.
/// </summary>
public interface IWithStash;

/// <summary>As <see cref="IWithStash"/>, and never bounded.</summary>
public interface IWithUnboundedStash;

/// <summary>Messages that an actor has set aside. They go back to the mailbox when the actor is restarted or stops.</summary>
public interface IStash
{
    /// <summary>How many are set aside.</summary>
    int Count { get; }

    /// <summary>Whether none is.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether any is.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether as many are set aside as may be.</summary>
    bool IsFull { get; }

    /// <summary>How many may be set aside; -1 means any number.</summary>
    int Capacity { get; }

    /// <summary>Sets the current message aside; throws when the stash is full.</summary>
    void Stash();

    /// <summary>Puts the oldest one back to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all back to the front of the mailbox, in their order.</summary>
    void UnstashAll();
}
