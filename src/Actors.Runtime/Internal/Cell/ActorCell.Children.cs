using System.Globalization;

namespace Actors.Runtime.Internal;

/// <content>The children, whose table other threads may read and, for guardians, extend.</content>
internal sealed partial class ActorCell
{
    private readonly Lock _childrenLock = new();
    private Dictionary<string, ActorCell>? _children;
    private HashSet<ActorCell>? _stopping;
    private bool _acceptsNoChildren;
    private long _nextName;

    private bool HasStoppingChildren
    {
        get
        {
            lock (_childrenLock) return _stopping is { Count: > 0 };
        }
    }

    internal ActorCell[] Children()
    {
        lock (_childrenLock) return _children is { Count: > 0 } ? [.. _children.Values] : [];
    }

    internal ActorCell? ChildCell(string name)
    {
        lock (_childrenLock) return _children?.GetValueOrDefault(name);
    }

    /// <summary>Makes a child and starts it.</summary>
    /// <exception cref="InvalidActorNameException">The name is taken or not allowed.</exception>
    internal IActorRef AddChild(Props props, string? name)
    {
        if (name is not null && !ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException(name.Length == 0 ? "An actor's name must not be empty" : $"'{name}' is not allowed as an actor's name");
        var dispatcher = SystemImpl.DispatcherTable.Get(props.Dispatcher);
        ActorCell child;
        lock (_childrenLock)
        {
            if (_acceptsNoChildren || _terminated) throw new InvalidOperationException($"{Self.Path} is stopping and takes no more children");
            _children ??= new Dictionary<string, ActorCell>(StringComparer.Ordinal);
            name ??= FreeName();
            if (_children.ContainsKey(name)) throw new InvalidActorNameException($"{Self.Path} has a child '{name}' already");
            child = new ActorCell(SystemImpl, props, this, Self.Path.Child(name).WithUid(SystemImpl.NextUid()), dispatcher);
            _children.Add(name, child);
        }
        child.SendSystem(new Create());
        return child.Self;
    }

    private string FreeName() => "$" + (_nextName++).ToString("x", CultureInfo.InvariantCulture);

    private bool IsChild(ActorCell cell)
    {
        lock (_childrenLock) return _children is not null && _children.TryGetValue(cell.Self.Path.Name, out var child) && child == cell;
    }

    /// <summary>Stops a child or, like Akka.NET, any actor.</summary>
    public void Stop(IActorRef child)
    {
        if (child is LocalActorRef { Cell: var cell } && cell.ParentCell == this)
        {
            lock (_childrenLock)
            {
                if (IsChild(cell)) (_stopping ??= []).Add(cell);
            }
        }
        ActorRefBase.Of(child).Stop();
    }

    /// <summary>Takes a dead child out of the table; true when the cell waited for it and it was the last.</summary>
    private bool RemoveChild(ActorCell child)
    {
        lock (_childrenLock)
        {
            if (_children is null || !_children.TryGetValue(child.Self.Path.Name, out var known) || known != child) return false;
            _children.Remove(child.Self.Path.Name);
            _stopping?.Remove(child);
            return _stopping is not { Count: > 0 };
        }
    }

    private void FinishWaiting()
    {
        switch (_waitingFor)
        {
            case WaitingFor.Restart: FinishRestart(); break;
            case WaitingFor.Termination: FinishTermination(); break;
            default: break;
        }
    }
}
