using Router.Tools.Bench;

namespace Router.Tools.Trial;

/// <summary>
/// Several front ends, as a client behind a load balancer sees them: in turn, as long as they say that they are ready. What one of them did not answer is sent once more, to
/// another one. Any number of threads may call it.
/// </summary>
/// <param name="targets">The front ends, at least one. All are taken to be ready at first. They end with this object.</param>
internal sealed class FrontEnds(IReadOnlyList<ILoadTarget> targets) : ILoadTarget
{
    private readonly Lock _lock = new();
    private readonly bool[] _isReady = [.. targets.Select(_ => true)];
    private int _last = -1;
    private int _sentAgain;

    /// <summary>How many texts were sent once more.</summary>
    public int SentAgain => Volatile.Read(ref _sentAgain);

    /// <summary>A front end has said whether it is ready, or nothing at all.</summary>
    /// <param name="target">Which.</param>
    /// <param name="isReady">Whether it is.</param>
    public void Show(int target, bool isReady)
    {
        lock (_lock) _isReady[target] = isReady;
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        var first = Choose(except: -1);
        var answer = await targets[first].SendAsync(text, cancellationToken);
        if (!answer.IsSilence) return answer;
        Show(first, isReady: false);
        Interlocked.Increment(ref _sentAgain);
        return await targets[Choose(except: first)].SendAsync(text, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var target in targets) await target.DisposeAsync();
    }

    /// <summary>The next one in turn that is ready; where none is, the next one of all.</summary>
    private int Choose(int except)
    {
        lock (_lock)
        {
            int[] turn = [.. Enumerable.Range(1, targets.Count).Select(step => (_last + step) % targets.Count).Where(target => target != except || targets.Count == 1)];
            return _last = turn.FirstOrDefault(target => _isReady[target], turn[0]);
        }
    }
}
