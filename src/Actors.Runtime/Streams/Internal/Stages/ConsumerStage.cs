namespace Actors.Runtime.Streams.Internal;

/// <summary>Asks for elements one by one and hands them to an action. Its task ends with the stream.</summary>
internal sealed class ConsumerStage<TIn, TResult>(GraphInterpreter graph, Link<TIn> upstream, Action<TIn> action, Func<TResult> result)
    : SinkStage<TIn>(graph, upstream)
{
    private readonly StreamPromise<TResult> _ended = new();

    internal Task<TResult> Ended => _ended.Task;

    public override void OnPush()
    {
        action(In.Grab());
        In.Pull();
    }

    public override void OnUpstreamFinish() => _ended.Succeed(result());

    public override void OnUpstreamFailure(Exception cause) => _ended.Fail(cause);

    internal override void PreStart() => In.Pull();

    internal override void Close(Exception? failure)
    {
        base.Close(failure);
        if (failure is not null) _ended.Fail(failure);
    }

    internal override void PostStop()
    {
        if (Graph.AbruptEnd is { } cause) _ended.Fail(cause);
    }
}
