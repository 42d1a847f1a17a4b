namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// Turns each element into any number of others. Like Akka.NET's it looks one element ahead, so that the end of the sequence comes with
/// its last element.
/// </summary>
internal sealed class SelectManyStage<TIn, TOut>(GraphInterpreter graph, Link<TIn> upstream, Func<TIn, IEnumerable<TOut>> mapper)
    : FlowStage<TIn, TOut>(graph, upstream)
{
    private IEnumerator<TOut>? _current;

    public override void OnPush()
    {
        _current = mapper(In.Grab()).GetEnumerator();
        if (!MoveNext()) In.Pull();
        else if (Out.IsDemanded) PushCurrent();
    }

    public override void OnPull()
    {
        if (_current is null) In.Pull();
        else PushCurrent();
    }

    public override void OnUpstreamFinish()
    {
        if (_current is null) CompleteStage();
    }

    internal override void PostStop() => _current?.Dispose();

    private void PushCurrent()
    {
        Out.Push(_current!.Current);
        if (!MoveNext() && In.IsEnded) CompleteStage();
    }

    private bool MoveNext()
    {
        if (_current!.MoveNext()) return true;
        var ended = _current;
        _current = null;
        ended.Dispose();
        return false;
    }
}
