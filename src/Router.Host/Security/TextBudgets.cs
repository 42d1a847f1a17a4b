using System.Runtime.InteropServices;
using Router.Contracts;

namespace Router.Host.Security;

/// <summary>
/// Texts that each caller may still send: a bucket of tokens each. The buckets of System.Threading.RateLimiting take no clock from
/// outside, have no debts, and there is no bound on how many of them there are.
/// </summary>
/// <param name="settings">How many.</param>
/// <param name="time">The clock.</param>
/// <param name="reason">What the metric of refused calls has for those over it.</param>
internal sealed class TextBudgets(RateLimitSettings settings, TimeProvider time, string reason = "rate")
{
    /// <summary>Everybody for whom there is no bucket any more; no caller is called so.</summary>
    private const string Others = "others";

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Callers that are told apart at the moment, and one more for all others.</summary>
    public int Count { get { lock (_lock) return _buckets.Count; } }

    /// <summary>Takes texts from a caller's budget.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="texts">How many; the budget may be below zero afterwards.</param>
    /// <param name="least">What must be left before.</param>
    /// <returns>Null when they were taken; else the error, with the time until there is enough.</returns>
    public RouteError? Take(string caller, int texts, double least)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, Room(caller, now), out var isKnown);
            bucket = new Bucket(isKnown ? Filled(bucket, now) : settings.Burst, now);
            if (bucket.Left < least) return Exceed(TimeSpan.FromSeconds((least - bucket.Left) / settings.TextsPerSecond));
            bucket = bucket with { Left = bucket.Left - texts };
            return null;
        }
    }

    private RouteError Exceed(TimeSpan wait)
    {
        RouterMetrics.Denied(reason);
        return new RouteError(
            ErrorCodes.ResourceExhausted,
            $"more texts came from this caller than allowed: {settings.TextsPerSecond} a second, {settings.Burst} at once "
            + "(router.security.rate-limit); try again later",
            RetryAfterMs: (long)Math.Ceiling(wait.TotalMilliseconds));
    }

    private double Filled(Bucket bucket, long now) =>
        Math.Min(settings.Burst, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * settings.TextsPerSecond));

    /// <summary>The caller's own bucket, or that of all others when there is no room for one more.</summary>
    private string Room(string caller, long now)
    {
        if (_buckets.ContainsKey(caller)) return caller;
        if (_buckets.Count >= settings.MaxCallers && time.GetElapsedTime(_sweptAt, now) >= BetweenSweeps) Sweep(now);
        return _buckets.Count < settings.MaxCallers ? caller : Others;
    }

    /// <summary>A full bucket says no more than none.</summary>
    private void Sweep(long now)
    {
        _sweptAt = now;
        foreach (var (caller, bucket) in _buckets)
        {
            if (Filled(bucket, now) >= settings.Burst) _buckets.Remove(caller);
        }
    }

    private readonly record struct Bucket(double Left, long At);
}
