using Router.Contracts;

namespace Router.Sessions.Internal;

/// <summary>When a partial hypothesis is stable enough to be routed before it is final.</summary>
internal sealed class SpeculationPolicy(SpeculationSettings settings)
{
    /// <summary>How much longer a hypothesis must stay as it is.</summary>
    /// <param name="stability">What the recogniser says, 0..1.</param>
    /// <param name="tokens">Its word pieces.</param>
    /// <param name="unchangedFor">How long it has stayed the same.</param>
    /// <returns>Zero when it may be routed now; null when waiting does not help.</returns>
    public TimeSpan? WaitFor(double stability, int tokens, TimeSpan unchangedFor)
    {
        if (!settings.Enabled || tokens < settings.MinTokens) return null;
        if (stability >= settings.MinStability || unchangedFor >= settings.UnchangedFor) return TimeSpan.Zero;
        return settings.UnchangedFor - unchangedFor;
    }
}
