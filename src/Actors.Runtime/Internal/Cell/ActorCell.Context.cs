namespace Actors.Runtime.Internal;

/// <content>What the actor sees of its cell.</content>
internal sealed partial class ActorCell
{
    private ReceiveTimeoutWatch? _receiveTimeout;

    public IActorRef Self => _self;

    public Props Props { get; }

    public MessageDispatcher Dispatcher => _dispatcher;

    public IActorRef Sender => _sender ?? SystemImpl.DeadLetters;

    public ActorSystem System => SystemImpl;

    public IActorRef Parent => ParentCell?.Self ?? ActorRefs.Nobody;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.Timeout;

    internal TimerScheduler Timers => _timers ??= new TimerScheduler(this);

    internal StashImpl Stash => _stash ??= new StashImpl(this, Props.StashCapacity);

    internal Envelope CurrentEnvelope => new(_message!, _sender);

    public IActorRef ActorOf(Props props, string? name = null) => AddChild(props, name);

    public ActorSelection ActorSelection(ActorPath actorPath) => SystemImpl.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => SelectionParser.Parse(SystemImpl, _self, actorPath);

    public IActorRef Child(string name) => (IActorRef?)ChildCell(name)?.Self ?? ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => Array.ConvertAll(Children(), child => child.Self);

    public void UnbecomeStacked() => _behavior = _behaviorsBelow is { Count: > 0 } below ? below.Pop() : _actor!.InitialBehavior;

    internal void Become(Receive behavior)
    {
        _behavior = behavior;
        _behaviorsBelow = null;
    }

    internal void BecomeStacked(Receive behavior)
    {
        (_behaviorsBelow ??= new Stack<Receive>()).Push(_behavior ?? _actor!.InitialBehavior);
        _behavior = behavior;
    }

    /// <summary>Puts messages before everything that waits, in their order.</summary>
    internal void PutBack(IReadOnlyList<Envelope> envelopes) => (_putBack ??= new MessageDeque()).AddFirst(envelopes);

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _receiveTimeout?.Cancel();
        _receiveTimeout = timeout is { } value && value != Timeout.InfiniteTimeSpan ? new ReceiveTimeoutWatch(this, value) : null;
    }

    private void NoteActivity()
    {
        if (_message is not INotInfluenceReceiveTimeout) _receiveTimeout!.Touch();
    }

    private void CheckReceiveTimeout(ReceiveTimeoutCheck check)
    {
        if (_receiveTimeout is { } watch && watch.HasPassed(check)) Receive(Actors.Runtime.ReceiveTimeout.Instance);
    }
}
