using Microsoft.AspNetCore.Connections.Features;

namespace Router.Host.Listeners;

/// <summary>Resets connections over which nothing more is said, and whose client does not take what was said last: they would be held for as long as it likes.</summary>
internal static class UntakenEnd
{
    /// <summary>How long a client may take to read what was said last.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Has a connection reset later, if it is still there then. Whoever has gone is forgotten at once: only what is still sent keeps its connection alive.</summary>
    public static void ResetLater(IConnectionLifetimeFeature connection, TimeProvider time) => _ = ResetLaterAsync(new WeakReference<IConnectionLifetimeFeature>(connection), time);

    private static async Task ResetLaterAsync(WeakReference<IConnectionLifetimeFeature> connection, TimeProvider time)
    {
        await Task.Delay(Farewell, time);
        if (connection.TryGetTarget(out var left)) left.Abort();
    }
}
