using Router.Host;

namespace Router.Tools.Bench;

/// <summary>
/// When requests are due that come independently of each other: the times between them are exponentially distributed. The same seed gives
/// the same schedule.
/// </summary>
/// <param name="rate">Mean arrivals a second, above 0.</param>
/// <param name="seed">Of the random numbers.</param>
internal sealed class PoissonSchedule(double rate, int seed)
{
    private readonly Random _random = new(seed);
    private double _seconds;

    /// <summary>When the next request is due, from the start of the schedule; never before the one returned last.</summary>
    public TimeSpan Next()
    {
        // 1 - [0, 1) is (0, 1], whose logarithm is finite.
        _seconds += -Math.Log(1 - _random.NextDouble()) / rate;
        return TimeSpan.FromSeconds(_seconds);
    }
}
