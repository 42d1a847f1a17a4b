namespace Actors.Runtime.Streams.Internal;

/// <summary>Turns each element into another one.</summary>
internal sealed class SelectStage<TIn, TOut>(GraphInterpreter graph, Link<TIn> upstream, Func<TIn, TOut> mapper)
    : FlowStage<TIn, TOut>(graph, upstream)
{
    public override void OnPush() => Out.Push(mapper(In.Grab()));
}

/// <summary>Passes on the elements that a condition holds for.</summary>
internal sealed class WhereStage<T>(GraphInterpreter graph, Link<T> upstream, Predicate<T> predicate) : FlowStage<T, T>(graph, upstream)
{
    public override void OnPush()
    {
        var element = In.Grab();
        if (predicate(element)) Out.Push(element);
        else In.Pull();
    }
}
