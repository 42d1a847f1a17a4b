using System.Threading.Channels;

namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// The elements that a channel's reader gives, each taken when it is demanded. The end of the channel is noticed without demand too. When
/// downstream cancels, nothing is taken any more and the channel is left as it is.
/// </summary>
internal sealed class ChannelReaderStage<T> : SourceStage<T>
{
    private readonly ChannelReader<T> _reader;
    private readonly StageCall _readable;
    private Task<bool> _wait = Task.FromResult(true);

    internal ChannelReaderStage(GraphInterpreter graph, ChannelReader<T> reader)
        : base(graph) => (_reader, _readable) = (reader, MakeCall(OnReadable));

    public override void OnPull()
    {
        while (!TryPush())
        {
            // Without a token: the wait of a stream that has ended takes nothing from the channel.
            _wait = _reader.WaitToReadAsync().AsTask();
            if (!_wait.IsCompleted)
            {
                _wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_readable.Post);
                return;
            }
            if (!HasMore()) return;
        }
    }

    internal override void PreStart() =>
        _reader.Completion.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(MakeCall(OnChannelEnded).Post);

    private bool TryPush()
    {
        if (!_reader.TryRead(out var element)) return false;
        Out.Push(element);
        return true;
    }

    private void OnReadable()
    {
        if (HasMore()) OnPull();
    }

    /// <summary>Looks at how a wait ended; false when the stage has ended with it.</summary>
    private bool HasMore()
    {
        var failure = TaskFailure.Of(_wait);
        if (failure is null && _wait.GetAwaiter().GetResult()) return true;
        Close(failure);
        return false;
    }

    private void OnChannelEnded() => Close(TaskFailure.Of(_reader.Completion));
}

/// <summary>
/// Writes elements to a channel; the next one is asked for when there was room for the last. The owner of the writer completes it when the
/// stream ends, with the failure if there is one; when the channel is closed by somebody else, upstream is cancelled.
/// </summary>
internal sealed class ChannelWriterStage<T> : SinkStage<T>
{
    private readonly ChannelWriter<T> _writer;
    private readonly bool _isOwner;
    private readonly StageCall _writable;
    private Task<bool> _wait = Task.FromResult(true);
    private T? _waiting;
    private Exception? _failure;

    internal ChannelWriterStage(GraphInterpreter graph, Link<T> upstream, ChannelWriter<T> writer, bool isOwner)
        : base(graph, upstream) => (_writer, _isOwner, _writable) = (writer, isOwner, MakeCall(OnWritable));

    public override void OnPush() => Write(In.Grab());

    /// <summary>An element that waits for room is written before the stage stops.</summary>
    public override void OnUpstreamFinish()
    {
    }

    public override void OnUpstreamFailure(Exception cause) => Close(cause);

    internal override void PreStart() => In.Pull();

    internal override void Close(Exception? failure)
    {
        (_failure, KeepsGoing) = (failure, false);
        base.Close(failure);
    }

    internal override void PostStop()
    {
        if (_isOwner) _writer.TryComplete(_failure ?? Graph.AbruptEnd);
    }

    private void Write(T element)
    {
        while (!_writer.TryWrite(element))
        {
            _wait = _writer.WaitToWriteAsync().AsTask();
            if (!_wait.IsCompleted)
            {
                (_waiting, KeepsGoing) = (element, true);
                _wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_writable.Post);
                return;
            }
            if (!HasRoom()) return;
        }
        In.Pull();
    }

    private void OnWritable()
    {
        var element = _waiting!;
        (_waiting, KeepsGoing) = (default, false);
        if (HasRoom()) Write(element);
    }

    /// <summary>Looks at how a wait ended; false when the stage has ended with it.</summary>
    private bool HasRoom()
    {
        var failure = TaskFailure.Of(_wait);
        if (failure is null && _wait.GetAwaiter().GetResult()) return true;
        Close(failure);
        return false;
    }
}
