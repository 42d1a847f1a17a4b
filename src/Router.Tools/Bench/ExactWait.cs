using Router.Host;

namespace Router.Tools.Bench;

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
