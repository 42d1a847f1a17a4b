using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Trial;

/// <summary>How the queries of a trial ended. Any number of threads may count.</summary>
internal sealed class TrialTally
{
    /// <summary>Of more problems than this the rest is only counted.</summary>
    private const int MostProblems = 10;

    private readonly Lock _lock = new();
    private readonly List<string> _problems = [];
    private TrialCounts _counts;
    private TimeSpan _slowest;

    /// <summary>So far.</summary>
    public TrialCounts Counts { get { lock (_lock) return _counts; } }

    /// <summary>What was lost or partial first, in words.</summary>
    public IReadOnlyList<string> Problems { get { lock (_lock) return [.. _problems]; } }

    /// <summary>A query was sent.</summary>
    public void Send() { lock (_lock) _counts.Sent++; }

    /// <summary>A query ended.</summary>
    /// <param name="took">Since it was due.</param>
    /// <param name="answer">With what.</param>
    public void End(TimeSpan took, in TargetAnswer answer)
    {
        lock (_lock)
        {
            if (took > _slowest) _slowest = took;
            if (answer.Error is { } error) Lose($"{error}: {answer.Detail}");
            else Answer(answer.Missing);
        }
    }

    /// <summary>The slowest answer since this was asked for the last time.</summary>
    public TimeSpan TakeSlowest()
    {
        lock (_lock)
        {
            var slowest = _slowest;
            _slowest = TimeSpan.Zero;
            return slowest;
        }
    }

    private void Answer(IReadOnlyList<string> missing)
    {
        _counts.Answered++;
        if (missing.Count == 0) return;
        _counts.Partial++;
        Note($"a decision without {string.Join(", ", missing)}");
    }

    private void Lose(string why)
    {
        _counts.Lost++;
        Note($"a query without a decision: {why}");
    }

    private void Note(string problem)
    {
        if (_problems.Count < MostProblems) _problems.Add(problem);
    }
}

/// <summary>Queries of a trial.</summary>
internal record struct TrialCounts
{
    /// <summary>Sent.</summary>
    public int Sent { get; set; }

    /// <summary>Decided.</summary>
    public int Answered { get; set; }

    /// <summary>Of these, decided without the verdict of some subsystem.</summary>
    public int Partial { get; set; }

    /// <summary>Ended with an error in the place of a decision.</summary>
    public int Lost { get; set; }

    /// <summary>Whether each one sent got a whole decision.</summary>
    public readonly bool IsClean => Sent == Answered && Partial == 0 && Lost == 0;
}
