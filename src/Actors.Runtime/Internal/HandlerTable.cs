namespace Actors.Runtime.Internal;

/// <summary>The handlers of one behaviour, tried in the order of their declaration.</summary>
internal sealed class HandlerTable(ActorCell cell)
{
    private Handler[] _handlers = [];
    private bool _complete;

    internal void Add<T>(Action<T> handler, Predicate<T>? shouldHandle) =>
        Add(shouldHandle is null ? new ActionHandler<T>(handler) : new GuardedActionHandler<T>(handler, shouldHandle));

    internal void Add<T>(Func<T, bool> handler) => Add(new FuncHandler<T>(handler));

    internal void AddAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle) => Add(new AsyncHandler<T>(cell, handler, shouldHandle));

    internal void AddAny(Action<object> handler)
    {
        Add(new ActionHandler<object>(handler));
        _complete = true;
    }

    internal void AddAnyAsync(Func<object, Task> handler)
    {
        AddAsync(handler, null);
        _complete = true;
    }

    internal bool Handle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler.TryHandle(message)) return true;
        }
        return false;
    }

    private void Add(Handler handler)
    {
        if (_complete) throw new InvalidOperationException("Nothing can be declared after ReceiveAny, which takes every message");
        _handlers = [.. _handlers, handler];
    }

    private abstract class Handler
    {
        internal abstract bool TryHandle(object message);
    }

    private sealed class ActionHandler<T>(Action<T> handler) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed) return false;
            handler(typed);
            return true;
        }
    }

    private sealed class GuardedActionHandler<T>(Action<T> handler, Predicate<T> shouldHandle) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed || !shouldHandle(typed)) return false;
            handler(typed);
            return true;
        }
    }

    private sealed class FuncHandler<T>(Func<T, bool> handler) : Handler
    {
        internal override bool TryHandle(object message) => message is T typed && handler(typed);
    }

    private sealed class AsyncHandler<T>(ActorCell cell, Func<T, Task> handler, Predicate<T>? shouldHandle) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed || shouldHandle?.Invoke(typed) == false) return false;
            cell.RunTask(handler, typed);
            return true;
        }
    }
}
