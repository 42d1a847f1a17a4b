using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

/// <summary>Arrivals on a clock that moves when told to.</summary>
public sealed class OpenLoopTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task A_request_that_is_sent_late_is_counted_from_when_it_was_due()
    {
        var recorder = new Recorder(_time);
        var stalled = TimeSpan.FromSeconds(30);
        var first = true;
        var loop = new OpenLoop(new InstantWorkload(), new PoissonSchedule(10, 1), (due, _) =>
        {
            MoveTo(due);
            // The generator itself stands still once; everything due meanwhile goes out at once, and late.
            if (first) _time.Advance(stalled);
            first = false;
            if (_time.GetUtcNow() > DateTimeOffset.UnixEpoch + (2 * stalled)) _stop.Cancel();
        });

        await loop.RunAsync(recorder, _stop.Token);
        var window = recorder.Next();

        // About half of the arrivals fell into the stall: their waiting, half of it on average, is in the latencies.
        Assert.InRange(window.Latency.Count, 500, 700);
        Assert.InRange(window.Latency.Percentile(1).TotalSeconds, 29, 31);
        Assert.InRange(window.Latency.Percentile(0.75).TotalSeconds, 12, 18);
        Assert.Equal(0, window.Latency.Percentile(0.25).TotalSeconds, 0.01);
        Assert.Equal(window.Latency.Percentile(1), window.Lateness.Percentile(1));
    }

    [Fact]
    public async Task Arrivals_do_not_wait_for_each_other()
    {
        var recorder = new Recorder(_time);
        var workload = new WaitingWorkload();
        var loop = new OpenLoop(workload, new PoissonSchedule(10, 1), (due, _) =>
        {
            MoveTo(due);
            if (workload.Started == 25) _stop.Cancel();
        });

        var running = loop.RunAsync(recorder, _stop.Token);
        await running;

        Assert.Equal((25, 25), (workload.Started, workload.Ended));
    }

    private void MoveTo(long due)
    {
        var left = _time.GetElapsedTime(_time.GetTimestamp(), due);
        if (left > TimeSpan.Zero) _time.Advance(left);
    }

    /// <summary>Is answered at once.</summary>
    private sealed class InstantWorkload : IWorkload
    {
        public Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken)
        {
            recorder.Add(new Sample(recorder.Time.GetElapsedTime(due!.Value)));
            return Task.FromResult(true);
        }
    }

    /// <summary>Is answered when the bench ends.</summary>
    private sealed class WaitingWorkload : IWorkload
    {
        private int _ended;

        public int Started { get; private set; }

        public int Ended => Volatile.Read(ref _ended);

        public async Task<bool> RunAsync(long? due, Recorder recorder, CancellationToken cancellationToken)
        {
            Started++;
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Increment(ref _ended);
            return true;
        }
    }
}
