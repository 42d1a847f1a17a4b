using System.Diagnostics;

namespace Router.Tools.Trial;

/// <summary>What the queries took that ended while something happened. It begins when it is made. Not for several threads at once.</summary>
/// <param name="name">What happens.</param>
internal sealed class TrialPhase(string name)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<(TimeSpan Ended, TimeSpan Took)> _queries = [];

    /// <summary>What happens.</summary>
    public string Name => name;

    /// <summary>How long it has lasted.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>How many queries ended.</summary>
    public int Count => _queries.Count;

    /// <summary>The slowest one; zero where there was none.</summary>
    public TimeSpan Slowest => _queries.Count == 0 ? TimeSpan.Zero : _queries.Max(query => query.Took);

    /// <summary>The time that 99 of 100 did not exceed; zero where there was none.</summary>
    public TimeSpan P99
    {
        get
        {
            TimeSpan[] took = [.. _queries.Select(query => query.Took).Order()];
            return took.Length == 0 ? TimeSpan.Zero : took[(int)Math.Ceiling(0.99 * took.Length) - 1];
        }
    }

    /// <summary>A query has ended.</summary>
    /// <param name="took">Since it was due.</param>
    public void Add(TimeSpan took) => Add(Elapsed, took);

    /// <summary>A query has ended.</summary>
    /// <param name="ended">Since the phase began.</param>
    /// <param name="took">Since it was due.</param>
    public void Add(TimeSpan ended, TimeSpan took) => _queries.Add((ended, took));

    /// <summary>From when on, since the phase began, no query took longer than so much; zero where none did.</summary>
    public TimeSpan SettledAfter(TimeSpan longest) =>
        _queries.Where(query => query.Took > longest).Select(query => query.Ended).DefaultIfEmpty(TimeSpan.Zero).Max();
}
