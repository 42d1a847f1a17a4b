using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

/// <summary>How long a load is measured; the windows' contents are given.</summary>
public sealed class LoadRunnerTests
{
    private static readonly LoadPlan Plan = new(TimeSpan.FromSeconds(1), MaxWindows: 5);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task The_window_that_warms_up_does_not_count()
    {
        var result = await RunAsync(7, 100, 100, 100);

        Assert.Equal((LoadState.Stable, 3), (result.State, result.Windows));
        Assert.Equal((300, 100.0), (result.Measured.Latency.Count, result.Measured.Throughput));
    }

    [Fact]
    public async Task Windows_are_repeated_until_three_in_a_row_agree()
    {
        var result = await RunAsync(7, 200, 100, 101, 102);

        Assert.Equal((LoadState.Stable, 4), (result.State, result.Windows));
        Assert.Equal(303, result.Measured.Latency.Count);
    }

    [Fact]
    public async Task Too_many_windows_that_do_not_agree_are_unstable()
    {
        var result = await RunAsync(7, 10, 20, 40, 80, 160);

        Assert.Equal((LoadState.Unstable, 5), (result.State, result.Windows));
        Assert.Equal(280, result.Measured.Latency.Count);
    }

    [Fact]
    public async Task A_load_that_is_broken_off_gives_the_windows_it_has()
    {
        var result = await RunAsync(7, 10, 20, -1);

        Assert.Equal((LoadState.Interrupted, 2), (result.State, result.Windows));
        Assert.Equal(30, result.Measured.Latency.Count);
    }

    [Fact]
    public async Task A_load_that_is_broken_off_at_once_gives_what_there_is()
    {
        var result = await RunAsync(-1);

        Assert.Equal((LoadState.Interrupted, 1, 0), (result.State, result.Windows, result.Measured.Latency.Count));
    }

    [Fact]
    public async Task A_generator_that_fails_fails_the_measurement()
    {
        var runner = new LoadRunner(Plan, (_, token) => Task.Delay(Timeout.Infinite, token));

        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.RunAsync(
            1, _ => Task.FromException(new InvalidOperationException()), new Recorder(_time), CancellationToken.None));
    }

    /// <summary>Measures with so many decisions in each window; -1 breaks it off.</summary>
    private async Task<LoadResult> RunAsync(params int[] counts)
    {
        var recorder = new Recorder(_time);
        var windows = new Queue<int>(counts);
        var ended = false;
        var result = await new LoadRunner(Plan, Fill).RunAsync(1, GenerateAsync, recorder, _stop.Token);
        Assert.True(ended);
        Assert.Empty(windows);
        return result;

        Task Fill(TimeSpan window, CancellationToken cancellationToken)
        {
            var count = windows.Dequeue();
            if (count < 0) _stop.Cancel();
            for (var i = 0; i < count; i++) recorder.Add(new Sample(TimeSpan.FromMilliseconds(5)));
            _time.Advance(window);
            return count < 0 ? Task.FromCanceled(_stop.Token) : Task.CompletedTask;
        }

        async Task GenerateAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended = true;
        }
    }
}
