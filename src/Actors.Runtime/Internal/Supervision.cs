namespace Actors.Runtime.Internal;

/// <summary>How often a child may be restarted.</summary>
/// <param name="MaxRetries">Restarts within the window; null or negative means any number, unless there is a window, which then allows 1.</param>
/// <param name="Window">The window; null means the life of the child.</param>
internal sealed record RestartLimit(int? MaxRetries, TimeSpan? Window)
{
    internal static RestartLimit Of(int maxRetries, int windowMilliseconds) =>
        new(maxRetries, windowMilliseconds < 0 ? null : TimeSpan.FromMilliseconds(windowMilliseconds));

    /// <summary>Counts a restart of the child; false when there has been the last allowed one.</summary>
    internal bool TakeRestart(ActorCell child)
    {
        var max = MaxRetries is { } retries && retries >= 0 ? retries : (int?)null;
        if (max == 0) return false;
        if (Window is not { } window || window < TimeSpan.Zero) return max is null || ++child.RestartCount <= max;

        var now = child.SystemImpl.Scheduler.MonotonicClock;
        if (child.RestartWindowStart is not { } start || now - start > window)
        {
            child.RestartWindowStart = now;
            child.RestartCount = 0;
        }
        return ++child.RestartCount <= (max ?? 1);
    }
}

internal static class DefaultDecider
{
    internal static Directive Decide(Exception cause) => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    };
}
