using Router.Host;

namespace Router.Tools.Bench;

/// <summary>
/// Measures one load: a window to warm up, which does not count, then windows until three in a row agree or there were too many of them.
/// </summary>
/// <param name="plan">How.</param>
/// <param name="wait">Waits for the end of a window.</param>
internal sealed class LoadRunner(LoadPlan plan, Func<TimeSpan, CancellationToken, Task> wait)
{
    /// <summary>Measures.</summary>
    /// <param name="load">The load, for the result.</param>
    /// <param name="generate">Makes the load until it is cancelled.</param>
    /// <param name="recorder">Where the load records.</param>
    /// <param name="cancellationToken">Breaks it off; what was measured is returned.</param>
    public async Task<LoadResult> RunAsync(
        double load, Func<CancellationToken, Task> generate, Recorder recorder, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        recorder.Next();
        var generating = generate(stop.Token);
        var windows = new List<Window>();
        try
        {
            await WaitAsync(generating, cancellationToken);
            recorder.Next();
            while (windows.Count < plan.MaxWindows && !StabilityRule.IsMet(windows))
            {
                await WaitAsync(generating, cancellationToken);
                windows.Add(recorder.Next());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (windows.Count == 0) windows.Add(recorder.Next());
            return new LoadResult(load, Last(windows), windows.Count, LoadState.Interrupted);
        }
        finally
        {
            await stop.CancelAsync();
            await generating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return new LoadResult(load, Last(windows), windows.Count, StabilityRule.IsMet(windows) ? LoadState.Stable : LoadState.Unstable);
    }

    /// <summary>A load that ends by itself has failed.</summary>
    private async Task WaitAsync(Task generating, CancellationToken cancellationToken)
    {
        var waiting = wait(plan.Window, cancellationToken);
        if (await Task.WhenAny(waiting, generating) == generating) await generating;
        await waiting;
    }

    private static Window Last(List<Window> windows) => Window.Merge(windows.TakeLast(StabilityRule.Windows));
}
