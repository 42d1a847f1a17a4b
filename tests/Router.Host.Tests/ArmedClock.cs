using Microsoft.Extensions.Time.Testing;

namespace Router.Host.Tests;

/// <summary>A clock that stands still until the test moves it, and tells when somebody waits for it.</summary>
internal sealed class ArmedClock() : FakeTimeProvider(System.GetUtcNow())
{
    private readonly SemaphoreSlim _armed = new(0);

    /// <summary>Ends when one more timer has been set than was waited for.</summary>
    public Task ArmedAsync() => _armed.WaitAsync();

    /// <summary>Moves the clock on, once for each timer that is set, until a task has ended.</summary>
    public async Task<T> RunAsync<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, ArmedAsync());
            Advance(step);
        }
        return await task;
    }

    /// <summary>Those that were set until now are not waited for.</summary>
    public void Forget()
    {
        while (_armed.Wait(0)) { }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Watched(this, base.CreateTimer(callback, state, dueTime, period));
        Tell(dueTime);
        return timer;
    }

    private void Tell(TimeSpan dueTime)
    {
        if (dueTime != Timeout.InfiniteTimeSpan) _armed.Release();
    }

    private sealed class Watched(ArmedClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            clock.Tell(dueTime);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
