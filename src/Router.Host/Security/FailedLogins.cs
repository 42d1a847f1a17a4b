namespace Router.Host.Security;

/// <summary>
/// Answers calls of unknown callers later when many came from their address. Those with a valid key are not held up: who guesses and who belongs here may
/// share an address.
/// </summary>
internal sealed class FailedLogins(TimeProvider time)
{
    /// <summary>Failures at once, and then in a second, that are answered at once.</summary>
    private static readonly RateLimitSettings Unslowed = new() { Burst = 10, TextsPerSecond = 1, MaxCallers = 65536 };

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TextBudgets _budgets = new(Unslowed, time, "slowed");

    /// <summary>Counts a failure, and waits if there were too many.</summary>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    public Task CountAsync(string address, CancellationToken cancellationToken) =>
        _budgets.Take(address, 1, least: 1) is null ? Task.CompletedTask : Task.Delay(Pause, time, cancellationToken);
}
