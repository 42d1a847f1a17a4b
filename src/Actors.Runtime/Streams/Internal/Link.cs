namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// Joins the outlet of one stage with the inlet of another. Each side tells the other by a signal, which the interpreter delivers later:
/// downstream pulls, upstream answers with at most one element, upstream completes or fails, downstream cancels. An element that was pushed
/// before upstream closed arrives before the end does.
/// </summary>
internal abstract class Link
{
    private readonly GraphInterpreter _graph;
    private readonly IOutHandler _upstream;
    private IInHandler? _downstream;
    private Exception? _cause;
    private State _state;

    protected Link(GraphInterpreter graph, IOutHandler upstream)
    {
        (_graph, _upstream) = (graph, upstream);
        upstream.Stage.OpenLinks++;
        graph.CountLink();
    }

    [Flags]
    private enum State : byte
    {
        None = 0,

        /// <summary>The interpreter is going to deliver a signal.</summary>
        Queued = 1,

        /// <summary>Downstream has pulled and upstream has not heard of it.</summary>
        PullUnderWay = 2,

        /// <summary>Downstream has pulled and got no element since.</summary>
        Pulled = 4,

        /// <summary>Upstream has heard of a pull and not pushed since.</summary>
        Demanded = 8,

        /// <summary>Upstream has pushed and downstream has not heard of it.</summary>
        PushUnderWay = 16,

        /// <summary>Downstream has heard of an element and not grabbed it.</summary>
        Grabbable = 32,

        /// <summary>Upstream has completed or failed, or has heard that downstream cancelled.</summary>
        UpstreamClosed = 64,

        /// <summary>Downstream has cancelled, or has heard that upstream completed or failed.</summary>
        DownstreamClosed = 128,
    }

    /// <summary>To downstream: it has pulled and no element has come yet.</summary>
    internal bool IsPulled => Is(State.Pulled);

    /// <summary>To downstream: an element is there to be grabbed.</summary>
    internal bool HasElement => Is(State.Grabbable);

    /// <summary>To downstream: no more elements come.</summary>
    internal bool IsEnded => Is(State.DownstreamClosed);

    /// <summary>To upstream: an element may be pushed.</summary>
    internal bool IsDemanded => Is(State.Demanded) && !Is(State.UpstreamClosed);

    internal void ConnectTo(IInHandler downstream)
    {
        _downstream = downstream;
        downstream.Stage.OpenLinks++;
    }

    /// <summary>From downstream: one more element, please. Nothing when that was said already or upstream has ended.</summary>
    internal void Pull()
    {
        if (Is(State.Pulled | State.UpstreamClosed | State.DownstreamClosed)) return;
        _state |= State.Pulled | State.PullUnderWay;
        Signal();
    }

    /// <summary>From downstream: no more elements, please. What is under way is dropped.</summary>
    /// <param name="cause">What failed downstream, or null.</param>
    internal void Cancel(Exception? cause)
    {
        if (Is(State.DownstreamClosed)) return;
        _state = (_state | State.DownstreamClosed) & ~(State.PushUnderWay | State.Grabbable);
        DropElement();
        _downstream!.Stage.OpenLinks--;
        if (Is(State.UpstreamClosed)) return;
        _cause = cause;
        Signal();
    }

    /// <summary>From upstream: there are no more elements.</summary>
    /// <param name="failure">Why, if that is a failure.</param>
    internal void Close(Exception? failure)
    {
        if (Is(State.UpstreamClosed)) return;
        _state |= State.UpstreamClosed;
        _upstream.Stage.OpenLinks--;
        if (Is(State.DownstreamClosed)) return;
        _cause = failure;
        Signal();
    }

    /// <summary>Delivers one signal, the oldest of those that still matter.</summary>
    internal void Deliver()
    {
        _state &= ~State.Queued;
        if (Is(State.DownstreamClosed)) DeliverCancel();
        else if (Is(State.PushUnderWay)) DeliverPush();
        else if (Is(State.UpstreamClosed)) DeliverEnd();
        else if (Is(State.PullUnderWay)) DeliverPull();
    }

    /// <summary>Takes note of a push; false when nobody wants the element any more.</summary>
    protected bool BeginPush()
    {
        if (Is(State.UpstreamClosed | State.DownstreamClosed)) return false;
        if (!Is(State.Demanded)) throw new InvalidOperationException($"{_upstream.Stage} pushed an element that was not demanded");
        _state = (_state | State.PushUnderWay) & ~State.Demanded;
        Signal();
        return true;
    }

    protected void EndGrab()
    {
        if (!Is(State.Grabbable)) throw new InvalidOperationException($"{_downstream!.Stage} grabbed an element that is not there");
        _state &= ~State.Grabbable;
    }

    protected abstract void DropElement();

    /// <summary>Whether any of these holds.</summary>
    private bool Is(State states) => (_state & states) != State.None;

    private void DeliverCancel()
    {
        if (Is(State.UpstreamClosed)) return;
        _state |= State.UpstreamClosed;
        var stage = _graph.Enter(_upstream.Stage);
        stage.OpenLinks--;
        _upstream.OnDownstreamFinish(_cause);
    }

    private void DeliverPush()
    {
        _state = (_state | State.Grabbable) & ~(State.PushUnderWay | State.Pulled);
        if (Is(State.UpstreamClosed)) Signal();
        _graph.Enter(_downstream!.Stage);
        _downstream.OnPush();
    }

    private void DeliverEnd()
    {
        _state |= State.DownstreamClosed;
        var stage = _graph.Enter(_downstream!.Stage);
        stage.OpenLinks--;
        if (_cause is { } failure) _downstream.OnUpstreamFailure(failure);
        else _downstream.OnUpstreamFinish();
    }

    private void DeliverPull()
    {
        _state = (_state | State.Demanded) & ~State.PullUnderWay;
        _graph.Enter(_upstream.Stage);
        _upstream.OnPull();
    }

    private void Signal()
    {
        if (Is(State.Queued)) return;
        _state |= State.Queued;
        _graph.Enqueue(this);
    }
}

/// <summary>A link with room for the one element that is under way.</summary>
internal sealed class Link<T>(GraphInterpreter graph, IOutHandler upstream) : Link(graph, upstream)
{
    private T? _element;

    /// <summary>From upstream: the element that was demanded. Nothing when downstream has cancelled.</summary>
    internal void Push(T element)
    {
        if (BeginPush()) _element = element;
    }

    /// <summary>From downstream: takes the element that is there.</summary>
    internal T Grab()
    {
        EndGrab();
        var element = _element!;
        _element = default;
        return element;
    }

    protected override void DropElement() => _element = default;
}
