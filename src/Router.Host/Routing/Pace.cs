namespace Router.Host.Routing;

/// <summary>
/// How long queries wait behind others, going by those that did: what lets in no more than can be answered soon. Before any has waited nothing is known, and
/// no more pass than it takes to learn it. Not thread-safe.
/// </summary>
/// <param name="mostWait">What is let in may be expected to wait so long.</param>
internal sealed class Pace(TimeSpan mostWait)
{
    /// <summary>Behind fewer than two batches of the usual size a query's time says what one run takes, and nothing of how many runs share it.</summary>
    public const int Backlog = 64;

    /// <summary>Weight of the newest query in the moving average.</summary>
    private const double Smoothing = 0.05;

    private double? _secondsEach;

    /// <summary>How many may be under way.</summary>
    /// <param name="limit">No more than these.</param>
    public int Bound(int limit)
    {
        if (_secondsEach is not { } each) return Math.Min(limit, Backlog);
        return each * limit > mostWait.TotalSeconds ? Math.Min(limit, Math.Max(Backlog, (int)(mostWait.TotalSeconds / each))) : limit;
    }

    /// <summary>How long a query is going to wait behind others.</summary>
    public TimeSpan WaitBehind(int queries) => TimeSpan.FromSeconds((_secondsEach ?? 0) * queries);

    /// <summary>A query has ended.</summary>
    /// <param name="ahead">How many were under way when it came.</param>
    /// <param name="took">Its time.</param>
    public void Observe(int ahead, TimeSpan took)
    {
        if (ahead < Backlog / 2) return;
        var each = took.TotalSeconds / (ahead + 1);
        _secondsEach = _secondsEach is { } before ? before + (Smoothing * (each - before)) : each;
    }
}
