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
    private int _next;
    private bool _stays;

    /// <summary>A front end has said whether it is ready, or nothing at all.</summary>
    /// <param name="target">Which.</param>
    /// <param name="isReady">Whether it is.</param>
    public void Show(int target, bool isReady)
    {
        lock (_lock) _isReady[target] = isReady;
    }

    /// <summary>From now on nothing goes in turn: all is sent to one of them as long as it answers, and then to the next one that does.</summary>
    /// <param name="target">Which.</param>
    public void StayAt(int target)
    {
        lock (_lock) (_next, _stays) = (target, true);
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        var first = Choose(except: -1);
        var answer = await targets[first].SendAsync(text, cancellationToken);
        if (!answer.IsSilence) return answer;
        Show(first, isReady: false);
        return await targets[Choose(except: first)].SendAsync(text, cancellationToken) with { WasSentAgain = true };
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
            int[] turn = [.. Enumerable.Range(0, targets.Count).Select(step => (_next + step) % targets.Count).Where(target => target != except || targets.Count == 1)];
            var chosen = turn.FirstOrDefault(target => _isReady[target], turn[0]);
            _next = _stays ? chosen : chosen + 1;
            return chosen;
        }
    }
}
