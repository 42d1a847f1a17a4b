using Router.Host;

namespace Router.Tools.Bench;

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
