namespace Actors.Runtime.Streams.Internal;

/// <summary>A buffer was full and was told to fail then.</summary>
internal sealed class BufferOverflowException(string message) : Exception(message);

/// <summary>Takes elements before downstream asks for them, as many as it has room for and as its strategy says beyond that.</summary>
internal sealed class BufferStage<T>(GraphInterpreter graph, Link<T> upstream, int size, OverflowStrategy strategy)
    : FlowStage<T, T>(graph, upstream)
{
    private readonly BoundedDeque<T> _buffer = new(size);

    public override void OnPush()
    {
        var element = In.Grab();
        if (Out.IsDemanded) Out.Push(element);
        else if (!_buffer.IsFull) _buffer.AddLast(element);
        else if (!MakeRoomFor(element)) return;
        PullIfRoom();
    }

    public override void OnPull()
    {
        if (_buffer.Count > 0) Out.Push(_buffer.RemoveFirst());
        if (_buffer.Count == 0 && In.IsEnded) CompleteStage();
        else PullIfRoom();
    }

    public override void OnUpstreamFinish()
    {
        if (_buffer.Count == 0) CompleteStage();
    }

    internal override void PreStart() => In.Pull();

    private void PullIfRoom()
    {
        if (strategy != OverflowStrategy.Backpressure || !_buffer.IsFull) In.Pull();
    }

    /// <summary>What the strategy does with one element too many; false when the stage has failed.</summary>
    private bool MakeRoomFor(T element)
    {
        switch (strategy)
        {
            case OverflowStrategy.DropHead:
                _buffer.RemoveFirst();
                break;
            case OverflowStrategy.DropTail:
                _buffer.RemoveLast();
                break;
            case OverflowStrategy.DropBuffer:
                _buffer.Clear();
                break;
            case OverflowStrategy.DropNew:
                return true;
            default:
                FailStage(new BufferOverflowException($"Buffer overflow (max capacity was: {size})!"));
                return false;
        }
        _buffer.AddLast(element);
        return true;
    }
}
