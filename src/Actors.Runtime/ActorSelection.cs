using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>All actors at a path, which may be none; looked up again for every message.</summary>
public class ActorSelection : ICanTell
{
    private readonly SelectionElement[] _elements;

    internal ActorSelection(IActorRef anchor, SelectionElement[] elements) => (Anchor, _elements) = (anchor, elements);

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The path from the anchor.</summary>
    public string PathString => "/" + string.Join('/', _elements.Select(element => element.Text));

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        var system = ActorRefBase.Of(Anchor).System;
        sender ??= ImplicitSender.Current;
        var wrapped = message is IAutoReceivedMessage ? new ActorSelectionMessage(message) : message;
        var found = false;
        foreach (var actor in Find())
        {
            found = true;
            actor.Tell(wrapped, sender);
        }
        if (!found && !Array.Exists(_elements, element => element.IsPattern)) new EmptyActorRef(system, Path).Tell(message, sender);
    }

    /// <summary>The one actor at the path.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <returns>Fails with an <see cref="AkkaException"/> when there is none, or no answer in time.</returns>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(this), timeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new ActorNotFoundException($"No actor answered at {Anchor.Path}{PathString} within {timeout}");
        }
        return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {Anchor.Path}{PathString}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}), Path({PathString})]";

    private ActorPath Path => _elements.Aggregate(
        Anchor.Path, (path, element) => element.Text == ".." ? path.Parent : path.Child(element.Text));

    private IEnumerable<ActorRefBase> Find()
    {
        IEnumerable<ActorRefBase> found = [ActorRefBase.Of(Anchor)];
        foreach (var element in _elements) found = found.SelectMany(element.From);
        return found.Distinct();
    }
}
