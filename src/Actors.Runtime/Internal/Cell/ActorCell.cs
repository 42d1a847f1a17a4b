using System.Runtime.CompilerServices;

namespace Actors.Runtime.Internal;

/// <summary>
/// The seat of one actor: its mailbox, its place in the hierarchy and its state across restarts. Everything but
/// <see cref="Tell"/>, <see cref="SendSystem"/> and the children's table is touched only by the thread that runs the cell, of which
/// there is one at a time.
/// </summary>
internal sealed partial class ActorCell : IUntypedActorContext, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Scheduled = 1;

    [ThreadStatic]
    private static ActorCell? _current;

    private readonly MessageQueue _queue = new();
    private readonly LocalActorRef _self;
    private MessageDispatcher _dispatcher;
    private SystemMessage? _systemMessages;
    private int _state;
    private int _suspended;
    private volatile bool _terminated;
    private object? _message;
    private IActorRef? _sender;

    internal ActorCell(ActorSystemImpl system, Props props, ActorCell? parent, ActorPath path, MessageDispatcher dispatcher)
    {
        SystemImpl = system;
        Props = props;
        ParentCell = parent;
        _self = new LocalActorRef(this, path);
        _dispatcher = dispatcher.Attach(this);
    }

    /// <summary>The cell that the current thread runs, or null.</summary>
    internal static ActorCell? Current => _current;

    internal ActorSystemImpl SystemImpl { get; }

    internal ActorCell? ParentCell { get; }

    internal bool IsTerminated => _terminated;

    /// <summary>The message being handled; null between messages.</summary>
    internal object? CurrentMessage => _message;

    /// <summary>Adds a message of the program and sees to it that the cell runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Tell(object message, IActorRef? sender)
    {
        if (message is null) ThrowNullMessage();
        _queue.Enqueue(message!, sender);
        Schedule();
    }

    internal void SendSystem(SystemMessage message)
    {
        SystemMessage? top;
        do
        {
            top = Volatile.Read(ref _systemMessages);
            message.Next = top;
        }
        while (Interlocked.CompareExchange(ref _systemMessages, message, top) != top);
        Schedule();
    }

    /// <summary>Runs the cell until its work or its throughput is used up.</summary>
    public void Execute()
    {
        var outer = _current;
        _current = this;
        while (Run())
        {
            if (!_dispatcher.OthersWait) continue;
            _current = outer;
            _dispatcher.Execute(this, fair: true);
            return;
        }
        _current = outer;

        // A full fence: a producer either sees Idle and schedules the cell, or has reserved its slot before HasWork looks.
        var handlesMessages = HandlesMessages;
        Interlocked.Exchange(ref _state, Idle);
        if (HasWork(handlesMessages)) Schedule();
    }

    private static void ThrowNullMessage() => throw new InvalidMessageException("The message is null");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Schedule()
    {
        if (Volatile.Read(ref _state) == Idle && Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle)
            _dispatcher.Execute(this, fair: false);
    }

    private bool HandlesMessages => _terminated || (_suspended == 0 && _awaited is null && _waitingFor == WaitingFor.Nothing);

    private bool HasWork(bool handlesMessages) =>
        Volatile.Read(ref _systemMessages) is not null
        || (handlesMessages && _queue.HasItems)
        || (_asyncContext is { } context && context.HasWork);

    /// <summary>True when the throughput is used up.</summary>
    private bool Run()
    {
        var budget = _dispatcher.Throughput;
        while (true)
        {
            if (Volatile.Read(ref _systemMessages) is not null) HandleSystemMessages();
            if (_asyncContext is { HasWork: true } context) RunContinuations(context);
            if (!HandlesMessages || !TryNext(out var envelope)) return false;
            if (_terminated) SystemImpl.DeadLetterSink.Publish(Unwrap(envelope.Message), envelope.Sender, Self);
            else Handle(in envelope);
            if (--budget == 0) return true;
        }
    }

    private bool TryNext(out Envelope envelope) =>
        _putBack is { Count: > 0 } putBack ? putBack.TryTakeFirst(out envelope) : _queue.TryDequeue(out envelope);

    private void Handle(in Envelope envelope)
    {
        _message = envelope.Message;
        _sender = envelope.Sender;
        if (_stash is { } stash) stash.CurrentIsStashed = false;
        try
        {
            if (envelope.Message is IAutoReceivedMessage) HandleAutoReceived(in envelope);
            else Receive(envelope.Message);
            if (_awaited is null) EndMessage();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Lets go of the message, so that an idle actor keeps nothing of it alive.</summary>
    private void EndMessage()
    {
        if (_receiveTimeout is not null) NoteActivity();
        _message = null;
        _sender = null;
    }

    private void Receive(object message)
    {
        if (!_behavior!(message)) _actor!.OnUnhandled(message);
    }

    private void HandleAutoReceived(in Envelope envelope)
    {
        switch (envelope.Message)
        {
            case TimerMessage timer:
                if (_timers?.TryAccept(timer) == true) HandleUnwrapped(timer.Message, envelope.Sender);
                break;
            case ReceiveTimeoutCheck check:
                CheckReceiveTimeout(check);
                break;
            case Terminated terminated:
                if (_deathsToTell?.Remove(terminated.ActorRef, out var instead) == true) Receive(instead ?? terminated);
                break;
            case PoisonPill:
                SendSystem(new Terminate());
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
            case ActorSelectionMessage selection:
                HandleUnwrapped(selection.Message, envelope.Sender);
                break;
            default:
                throw new InvalidOperationException($"No handling of {envelope.Message.GetType()}");
        }
    }

    private void HandleUnwrapped(object message, IActorRef? sender)
    {
        var inner = new Envelope(message, sender);
        _message = message;
        if (message is IAutoReceivedMessage) HandleAutoReceived(in inner);
        else Receive(message);
    }

    private static object Unwrap(object message) => message is TimerMessage timer ? timer.Message : message;

    private void HandleSystemMessages()
    {
        while (Interlocked.Exchange(ref _systemMessages, null) is { } newest)
        {
            SystemMessage? oldest = null;
            for (var next = (SystemMessage?)newest; next is not null;)
            {
                (next.Next, oldest, next) = (oldest, next, next.Next);
            }
            while (oldest is not null)
            {
                var message = oldest;
                oldest = message.Next;
                message.Next = null;
                HandleSystemMessage(message);
            }
        }
    }
}
