namespace Actors.Runtime.Streams.Internal;

/// <summary>Completes at once.</summary>
internal sealed class EmptySource<T>(GraphInterpreter graph) : SourceStage<T>(graph)
{
    public override void OnPull()
    {
    }

    internal override void PreStart() => CompleteStage();
}

/// <summary>The elements of a sequence. Like Akka.NET's it looks one element ahead, so that the end comes with the last element.</summary>
internal sealed class EnumerableSource<T>(GraphInterpreter graph, IEnumerable<T> elements) : SourceStage<T>(graph)
{
    private IEnumerator<T>? _current;

    public override void OnPull()
    {
        if (_current is null)
        {
            _current = elements.GetEnumerator();
            if (!_current.MoveNext())
            {
                CompleteStage();
                return;
            }
        }
        Out.Push(_current.Current);
        if (!_current.MoveNext()) CompleteStage();
    }

    internal override void PostStop() => _current?.Dispose();
}

/// <summary>The elements of an asynchronous sequence, each asked for on demand. When downstream cancels, so is the sequence.</summary>
internal sealed class AsyncEnumerableSource<T> : SourceStage<T>
{
    private readonly Func<IAsyncEnumerable<T>> _elements;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly StageCall _moved;
    private IAsyncEnumerator<T>? _current;
    private Task<bool> _move = Task.FromResult(true);

    internal AsyncEnumerableSource(GraphInterpreter graph, Func<IAsyncEnumerable<T>> elements)
        : base(graph) => (_elements, _moved) = (elements, MakeCall(OnMoved));

    public override void OnPull()
    {
        _current ??= _elements().GetAsyncEnumerator(_cancellation.Token);
        _move = _current.MoveNextAsync().AsTask();
        if (_move.IsCompleted) OnMoved();
        else _move.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_moved.Post);
    }

    internal override void PostStop()
    {
        if (_current is not null) _ = DisposeAsync(_current);
    }

    private void OnMoved()
    {
        if (TaskFailure.Of(_move) is { } failure) FailStage(failure);
        else if (_move.GetAwaiter().GetResult()) Out.Push(_current!.Current);
        else CompleteStage();
    }

    /// <summary>A sequence may be disposed of only when it has stopped moving.</summary>
    private async Task DisposeAsync(IAsyncEnumerator<T> current)
    {
        try
        {
            await _cancellation.CancelAsync();
            await ((Task)_move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await current.DisposeAsync();
        }
        catch (Exception e)
        {
            Graph.Self.System.EventLog.Error(Graph.Self, e, "A sequence could not be disposed of");
        }
        finally
        {
            _cancellation.Dispose();
        }
    }
}
