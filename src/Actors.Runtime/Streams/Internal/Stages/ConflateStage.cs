namespace Actors.Runtime.Streams.Internal;

/// <summary>Takes every element at once and merges those that downstream has not asked for into one.</summary>
internal sealed class ConflateStage<TIn, TOut>(
    GraphInterpreter graph, Link<TIn> upstream, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate)
    : FlowStage<TIn, TOut>(graph, upstream)
{
    private TOut? _merged;
    private bool _hasMerged;

    public override void OnPush()
    {
        var element = In.Grab();
        _merged = _hasMerged ? aggregate(_merged!, element) : seed(element);
        _hasMerged = true;
        if (Out.IsDemanded) PushMerged();
        In.Pull();
    }

    public override void OnPull()
    {
        if (!_hasMerged) return;
        PushMerged();
        if (In.IsEnded) CompleteStage();
    }

    public override void OnUpstreamFinish()
    {
        if (!_hasMerged) CompleteStage();
    }

    internal override void PreStart() => In.Pull();

    private void PushMerged()
    {
        Out.Push(_merged!);
        (_merged, _hasMerged) = (default, false);
    }
}
