using System.IO.Enumeration;

namespace Actors.Runtime.Internal;

/// <summary>A message told through a selection that a cell would else handle itself; keeps what it is out of the actor's sight.</summary>
internal sealed class ActorSelectionMessage(object message) : IAutoReceivedMessage
{
    internal object Message => message;
}

/// <summary>One element of a selection: a name, <c>..</c> or a pattern with <c>*</c> and <c>?</c>.</summary>
internal sealed class SelectionElement(string text)
{
    internal string Text => text;

    internal bool IsPattern { get; } = text.AsSpan().ContainsAny('*', '?');

    internal IEnumerable<ActorRefBase> From(ActorRefBase actor)
    {
        if (text == ".") return [actor];
        if (actor is not LocalActorRef { Cell: var cell }) return [];
        if (text == "..") return cell.ParentCell is { } parent ? [(ActorRefBase)parent.Self] : [actor];
        if (!IsPattern) return cell.SystemImpl.Special(cell, text) is { } special ? [special] : Named(cell);
        return cell.Children().Where(child => FileSystemName.MatchesSimpleExpression(text, child.Self.Path.Name, ignoreCase: false)).Select(child => (ActorRefBase)child.Self);
    }

    private IEnumerable<ActorRefBase> Named(ActorCell cell) => cell.ChildCell(text) is { } child ? [(ActorRefBase)child.Self] : [];
}

internal static class SelectionParser
{
    /// <summary>Parses a path relative to an actor, from the root of the system, or with an address.</summary>
    internal static ActorSelection Parse(ActorSystemImpl system, ActorRefBase from, string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            if (!ActorPath.TryParse(path, out var absolute)) throw new UriFormatException($"'{path}' is not an actor path");
            return OfPath(system, absolute);
        }
        return path.StartsWith('/') ? new ActorSelection(system.RootRef, Elements(path)) : new ActorSelection(from, Elements(path));
    }

    internal static ActorSelection OfPath(ActorSystemImpl system, ActorPath path) => path.Address == system.Address
        ? new ActorSelection(system.RootRef, [.. path.Elements.Select(element => new SelectionElement(element))])
        : new ActorSelection(new EmptyActorRef(system, path), []);

    private static SelectionElement[] Elements(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(element => new SelectionElement(element))];
}
