using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>
/// An actor whose handlers are declared per message type, in the constructor or inside of <see cref="Become"/>. The first handler that
/// takes a message gets it.
/// </summary>
public abstract class ReceiveActor : UntypedActor
{
    private readonly HandlerTable _initial;
    private HandlerTable? _declaring;

    /// <summary>Starts the declaration of the first behaviour, which ends with the constructor.</summary>
    protected ReceiveActor() => _declaring = _initial = new HandlerTable(Cell);

    internal override Receive InitialBehavior
    {
        get
        {
            _declaring = null;
            return _initial.Handle;
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        if (!_initial.Handle(message)) Unhandled(message);
    }

    /// <summary>Replaces the behaviour by the one that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure) => Cell.Become(Declare(configure));

    /// <summary>As <see cref="Become"/>, until <see cref="ActorBase.UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Action configure) => Cell.BecomeStacked(Declare(configure));

    /// <summary>Handles messages of a type with a task; the next message waits until it ends.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) => Table.AddAsync(handler, shouldHandle);

    /// <summary>Handles messages of a type that fulfil a condition with a task; the next message waits until it ends.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => Table.AddAsync(handler, shouldHandle);

    /// <summary>Handles all other messages with a task. Nothing can be declared after it.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler) => Table.AddAnyAsync(handler);

    /// <summary>Handles messages of a type.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Table.Add(handler, shouldHandle);

    /// <summary>Handles messages of a type that fulfil a condition.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Table.Add(handler, shouldHandle);

    /// <summary>Handles those messages of a type for which the handler returns true.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Table.Add(handler);

    /// <summary>Handles all other messages. Nothing can be declared after it.</summary>
    protected void ReceiveAny(Action<object> handler) => Table.AddAny(handler);

    private HandlerTable Table => _declaring
        ?? throw new InvalidOperationException("Handlers can only be declared in the constructor and inside of Become");

    private Receive Declare(Action configure)
    {
        var outer = _declaring;
        var table = _declaring = new HandlerTable(Cell);
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }
        return table.Handle;
    }
}
