namespace Router.Host.Bench;

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

/// <summary>
/// Arrivals that do not wait for each other. What each takes is counted from when it was due, whenever it could be sent: a server that
/// falls behind is not spared the arrivals of that time (no coordinated omission).
/// </summary>
/// <param name="workload">What each does.</param>
/// <param name="schedule">When they come.</param>
/// <param name="waitUntil">Waits until a timestamp, or until cancelled.</param>
internal sealed class OpenLoop(IWorkload workload, PoissonSchedule schedule, Action<long, CancellationToken> waitUntil)
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = 1;

    /// <summary>Runs until it is cancelled. Its arrivals come from a thread of its own, which other work does not keep waiting.</summary>
    public async Task RunAsync(Recorder recorder, CancellationToken cancellationToken)
    {
        await Task.Factory.StartNew(
            () => Arrive(recorder, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Leave();
        await _idle.Task;
    }

    private void Arrive(Recorder recorder, CancellationToken cancellationToken)
    {
        var time = recorder.Time;
        var started = time.GetTimestamp();
        while (true)
        {
            var due = started + (long)(schedule.Next().TotalSeconds * time.TimestampFrequency);
            waitUntil(due, cancellationToken);
            if (cancellationToken.IsCancellationRequested) return;
            recorder.AddLateness(time.GetElapsedTime(due));
            Interlocked.Increment(ref _open);
            _ = workload.RunAsync(due, recorder, cancellationToken).ContinueWith(
                _ => Leave(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0) _idle.TrySetResult();
    }
}

/// <summary>Waits more exactly than a timer does.</summary>
internal static class ExactWait
{
    /// <summary>Timers may be this late.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1.5);

    /// <summary>Waits until a timestamp of the clock; the last moment without sleeping, but letting others go first.</summary>
    public static void Until(TimeProvider time, long timestamp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), timestamp);
            if (left <= TimeSpan.Zero) return;
            if (left > Slack) cancellationToken.WaitHandle.WaitOne(left - Slack);
            else Thread.Yield();
        }
    }
}
