using Actors.Runtime.Util;

namespace Actors.Runtime.Streams.Internal;

/// <summary>Passes everything on and tells by a task how the stream ended: done also when downstream cancelled for no failure.</summary>
internal sealed class WatchTerminationStage<T>(GraphInterpreter graph, Link<T> upstream) : FlowStage<T, T>(graph, upstream)
{
    private readonly StreamPromise<Done> _ended = new();

    internal Task<Done> Ended => _ended.Task;

    public override void OnPush() => Out.Push(In.Grab());

    public override void OnUpstreamFinish() => End(failure: null);

    public override void OnUpstreamFailure(Exception cause) => End(cause);

    public override void OnDownstreamFinish(Exception? cause) => End(cause);

    internal override void PostStop()
    {
        if (Graph.AbruptEnd is { } cause) _ended.Fail(cause);
    }

    private void End(Exception? failure)
    {
        Close(failure);
        if (failure is null) _ended.Succeed(Done.Instance);
        else _ended.Fail(failure);
    }
}

/// <summary>Puts one last element in the place of a failure, if it has one for it.</summary>
internal sealed class RecoverStage<T>(GraphInterpreter graph, Link<T> upstream, Func<Exception, Option<T>> recover)
    : FlowStage<T, T>(graph, upstream)
{
    private Option<T> _last;

    public override void OnPush() => Out.Push(In.Grab());

    public override void OnPull()
    {
        if (_last.HasValue) PushLast();
        else In.Pull();
    }

    public override void OnUpstreamFailure(Exception cause)
    {
        _last = recover(cause);
        if (!_last.HasValue) FailStage(cause);
        else if (Out.IsDemanded) PushLast();
    }

    private void PushLast()
    {
        Out.Push(_last.Value);
        CompleteStage();
    }
}

/// <summary>Passes everything on until it gets the signal of a kill switch.</summary>
internal sealed class KillSwitchStage<T> : FlowStage<T, T>
{
    private readonly KillSignal _signal;
    private readonly StageCall _kill;

    internal KillSwitchStage(GraphInterpreter graph, Link<T> upstream, KillSignal signal)
        : base(graph, upstream) => (_signal, _kill) = (signal, MakeCall(Kill));

    public override void OnPush() => Out.Push(In.Grab());

    internal override void PreStart()
    {
        if (!_signal.TryAdd(_kill)) Kill();
    }

    internal override void PostStop() => _signal.Remove(_kill);

    private void Kill() => Close(_signal.Cause);
}
