using System.Globalization;
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
    private TrialPhase _phase = new("");

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
            _phase.Add(took);
            if (answer.Error is not null) Lose(answer);
            else Answer(answer);
        }
    }

    /// <summary>From now on something else happens.</summary>
    /// <param name="phase">What, for the problems in it.</param>
    /// <returns>What was before.</returns>
    public TrialPhase Begin(string phase)
    {
        lock (_lock)
        {
            var before = _phase;
            _phase = new TrialPhase(phase);
            return before;
        }
    }

    private void Answer(in TargetAnswer answer)
    {
        _counts.Answered++;
        if (answer.WasSentAgain) _counts.AnsweredAgain++;
        if (answer.Missing.Count == 0) return;
        _counts.Partial++;
        Note(answer, $"a decision without {string.Join(", ", answer.Missing)}");
    }

    private void Lose(in TargetAnswer answer)
    {
        _counts.Lost++;
        Note(answer, $"a query without a decision: {answer.Error}: {answer.Detail}");
    }

    private void Note(in TargetAnswer answer, string problem)
    {
        if (_problems.Count >= MostProblems) return;
        var phase = _phase.Name.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_phase.Name}, after {_phase.Elapsed.TotalSeconds:0.0} s: ") : "";
        _problems.Add(phase + (answer.From is { } node ? $"{node}: {problem}" : problem));
    }
}

/// <summary>Queries of a trial.</summary>
internal record struct TrialCounts
{
    /// <summary>Sent.</summary>
    public int Sent { get; set; }

    /// <summary>Decided.</summary>
    public int Answered { get; set; }

    /// <summary>Of these, decided by a front end that was asked second, as the first one did not answer.</summary>
    public int AnsweredAgain { get; set; }

    /// <summary>Of those decided, without the verdict of some subsystem.</summary>
    public int Partial { get; set; }

    /// <summary>Ended with an error in the place of a decision.</summary>
    public int Lost { get; set; }

    /// <summary>Whether each one sent got a whole decision.</summary>
    public readonly bool IsClean => Sent == Answered && Partial == 0 && Lost == 0;

    /// <summary>Those of two trials.</summary>
    public static TrialCounts operator +(TrialCounts one, TrialCounts other) => new()
    {
        Sent = one.Sent + other.Sent,
        Answered = one.Answered + other.Answered,
        AnsweredAgain = one.AnsweredAgain + other.AnsweredAgain,
        Partial = one.Partial + other.Partial,
        Lost = one.Lost + other.Lost,
    };

    /// <inheritdoc/>
    public override readonly string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"sent {Sent}, answered {Answered}, {AnsweredAgain} of them when sent once more, partial {Partial}, lost {Lost}");
}
