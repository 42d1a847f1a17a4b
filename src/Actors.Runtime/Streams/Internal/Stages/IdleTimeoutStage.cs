namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// Fails when no element has passed for too long. An element only notes the time; the one timer that runs looks at it when it fires.
/// </summary>
internal sealed class IdleTimeoutStage<T> : FlowStage<T, T>
{
    private readonly TimeSpan _timeout;
    private readonly StageCall _check;
    private TimeSpan _lastElement;
    private Cancelable? _timer;

    internal IdleTimeoutStage(GraphInterpreter graph, Link<T> upstream, TimeSpan timeout)
        : base(graph, upstream)
    {
        _timeout = timeout;
        _check = MakeCall(Check);
    }

    public override void OnPush()
    {
        _lastElement = Graph.Scheduler.MonotonicClock;
        Out.Push(In.Grab());
    }

    internal override void PreStart()
    {
        _lastElement = Graph.Scheduler.MonotonicClock;
        CheckIn(_timeout);
    }

    internal override void PostStop() => _timer?.Cancel();

    private void Check()
    {
        var idle = Graph.Scheduler.MonotonicClock - _lastElement;
        if (idle >= _timeout) FailStage(new TimeoutException($"No elements passed in the last {_timeout}."));
        else CheckIn(_timeout - idle);
    }

    private void CheckIn(TimeSpan delay)
    {
        _timer = new Cancelable(Graph.Scheduler);
        Graph.Scheduler.ScheduleTellOnce(delay, Graph.Self, _check, ActorRefs.NoSender, _timer);
    }
}
