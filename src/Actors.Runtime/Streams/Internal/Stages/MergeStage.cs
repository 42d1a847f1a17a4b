namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// Passes the elements of two inlets on as they come. It completes when both have completed or, if it is eager, when one has; elements
/// of that one come before the end. The first failure fails it.
/// </summary>
internal sealed class MergeStage<TIn, TOut> : Stage, IOutHandler
    where TIn : TOut
{
    private readonly Input _left;
    private readonly Input _right;
    private readonly bool _eagerComplete;

    /// <summary>The inlet whose element is next; it came while there was no demand.</summary>
    private Input? _next;

    internal MergeStage(GraphInterpreter graph, Link<TIn> left, Link<TOut> right, bool eagerComplete)
        : base(graph)
    {
        graph.Add(this);
        _eagerComplete = eagerComplete;
        _left = new Input<TIn>(this, left);
        _right = new Input<TOut>(this, right);
        Out = new Link<TOut>(graph, this);
    }

    Stage IOutHandler.Stage => this;

    internal Link<TOut> Out { get; }

    public void OnPull()
    {
        if (_next is not { } input) return;
        var other = Other(input);
        _next = other.HasElement ? other : null;
        Pass(input);
    }

    public void OnDownstreamFinish(Exception? cause) => Close(cause);

    internal override void PreStart()
    {
        _left.Pull();
        _right.Pull();
    }

    internal override void Close(Exception? failure)
    {
        Out.Close(failure);
        _left.Cancel(failure);
        _right.Cancel(failure);
    }

    private Input Other(Input input) => input == _left ? _right : _left;

    private void OnPush(Input input)
    {
        if (Out.IsDemanded) Pass(input);
        else _next ??= input;
    }

    private void Pass(Input input)
    {
        Out.Push(input.Grab());
        input.Pull();
        CompleteIfDone();
    }

    private void OnInputFinish(Input input)
    {
        if (_eagerComplete)
        {
            var other = Other(input);
            other.Cancel(cause: null);
            if (_next == other) _next = input.HasElement ? input : null;
        }
        CompleteIfDone();
    }

    private void CompleteIfDone()
    {
        if (_left.IsEnded && _right.IsEnded && _next is null) CompleteStage();
    }

    /// <summary>One inlet, whose type of element may be narrower than the outlet's.</summary>
    private abstract class Input
    {
        internal abstract bool HasElement { get; }

        internal abstract bool IsEnded { get; }

        internal abstract TOut Grab();

        internal abstract void Pull();

        internal abstract void Cancel(Exception? cause);
    }

    private sealed class Input<T> : Input, IInHandler
        where T : TOut
    {
        private readonly MergeStage<TIn, TOut> _stage;
        private readonly Link<T> _link;

        internal Input(MergeStage<TIn, TOut> stage, Link<T> link)
        {
            (_stage, _link) = (stage, link);
            link.ConnectTo(this);
        }

        public Stage Stage => _stage;

        internal override bool HasElement => _link.HasElement;

        internal override bool IsEnded => _link.IsEnded;

        public void OnPush() => _stage.OnPush(this);

        public void OnUpstreamFinish() => _stage.OnInputFinish(this);

        public void OnUpstreamFailure(Exception cause) => _stage.FailStage(cause);

        internal override TOut Grab() => _link.Grab();

        internal override void Pull() => _link.Pull();

        internal override void Cancel(Exception? cause) => _link.Cancel(cause);
    }
}
