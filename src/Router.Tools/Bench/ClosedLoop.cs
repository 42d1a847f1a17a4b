using Router.Host;

namespace Router.Tools.Bench;

/// <summary>A fixed number of clients, each of which begins anew as soon as it has its answer.</summary>
/// <param name="workload">What they do.</param>
/// <param name="clients">How many.</param>
internal sealed class ClosedLoop(IWorkload workload, int clients)
{
    /// <summary>A client that got an error waits this long, so that a server that refuses at once is not drowned.</summary>
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(Recorder recorder, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => LoopAsync(recorder, cancellationToken), CancellationToken.None)));

    private async Task LoopAsync(Recorder recorder, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await workload.RunAsync(due: null, recorder, cancellationToken)) continue;
            await Task.Delay(PauseAfterError, recorder.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
