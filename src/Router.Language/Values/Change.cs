using Router.Language.Values.Grammar;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>
/// What a text says to be changed, from one value to another: "move my 3 pm to 4", 把三点的会改到四点. Between the two stands a mark, and what would be read
/// across it as a range is two values.
/// </summary>
internal sealed class Change
{
    private readonly Chart _chart;
    private readonly int _verb;

    /// <summary>The token between the two values; none where only one is said.</summary>
    private readonly int _mark;

    private readonly bool _isRange;
    private readonly HashSet<Node> _sides = new(ReferenceEqualityComparer.Instance);

    private Change(Chart chart, int verb, int mark)
    {
        (_chart, _verb, _mark) = (chart, verb, mark);
        for (var at = 0; at <= mark; at++)
        {
            foreach (var node in chart.At(at))
            {
                if (node.Meaning is not MomentRange || !chart.IsExpression(node) || !IsAcross(node) || IsCounted(node)) continue;
                AddSides(node);
                _isRange = true;
            }
        }
    }

    /// <summary>The change that a text says; null when it says none.</summary>
    public static Change? Of(Chart chart)
    {
        var verb = First<ChangeMark>(chart, 0);
        if (verb < 0) return null;
        List<int> marks = [];
        for (var at = First<TargetMark>(chart, verb); at >= 0; at = First<TargetMark>(chart, at + 1)) marks.Add(at);
        // Of several the first that is in no range: "move the 3 to 4 pm meeting to 5 pm".
        return new(chart, verb, marks.Count == 1 ? marks[0] : marks.FirstOrDefault(mark => !IsInRange(chart, mark), -1));
    }

    /// <summary>Whether a reading is of both values, or takes the mark for more: "until eight" of "postpone it until eight" is no bound.</summary>
    public bool IsAcross(Node node) => _mark >= 0 && node.End > _mark && (node.Start < _mark || node.Start == _mark && node.Meaning is MomentBound or DayBound);

    /// <summary>Whether a reading is one of both values of what else would be a range: the hours of "from 7 to 8".</summary>
    public bool IsSide(Node node) => _sides.Contains(node);

    /// <summary>Whether a reading tells how far something is moved, and no time: "move it an hour later".</summary>
    public bool IsFar(Node node) => node.Start > _verb && node.Meaning is FromNow or ShiftedDays && _chart.HasUpTo<LaterMark>(node.End);

    /// <summary>
    /// The days, and the parts of the day, that a time may lack. What was is not of the day of what is to be, but in "from 7 to 8 tomorrow"; what is to be is of the day of what
    /// was, where it has none of its own.
    /// </summary>
    public IEnumerable<(Days? Day, DayPart? Part)> DaysBeside(Expression time, IReadOnlyList<Expression> all, string text) =>
        Beside.Of(time, all.Where(other => (_isRange || !IsFromTo(time, other)) && !IsFromTo(other, time)), text)
            .Concat(Beside.Lacks(time.Meaning) ? all.Where(other => IsFromTo(other, time)).Reverse().Select(other => Beside.From(other, isNear: true)) : []);

    /// <summary>The time that an expression's time was, or is to be; null when none is said.</summary>
    public Expression? Other(Expression expression, IReadOnlyList<Expression> all) =>
        all.FirstOrDefault(other => other.Meaning is Moment { Clock: not null } && (IsFromTo(other, expression) || IsFromTo(expression, other)));

    /// <summary>An hour that may be in either half of the day is in that which is nearer to the other time: "from 11 am to 1". What is to be goes by what was, and that only by what says its half.</summary>
    public Meaning? Complete(Meaning? meaning, Expression expression, Meaning? other, SpeakerClock clock)
    {
        if (meaning is not Moment { Part: null, Clock: { IsExact: false } time } moment || other is not Moment known) return meaning;
        if (!IsTarget(expression) && !known.IsExact || known.Resolve(clock) is not { } point) return meaning;
        var distance = (time.Seconds % ClockTime.HalfDay - (point.Hour * 60 + point.Minute) * 60 + ClockTime.Day) % ClockTime.Day;
        return moment with { Clock = time.InHalf(distance is > ClockTime.Day / 4 and < 3 * ClockTime.Day / 4) };
    }

    private bool IsTarget(Expression expression) => _mark >= 0 && expression.Start >= _chart.Tokens[_mark].Start;

    /// <summary>Whether one is the value that was, and the other that which is to be.</summary>
    private bool IsFromTo(Expression one, Expression other) => !IsTarget(one) && IsTarget(other);

    private static int First<T>(Chart chart, int from)
        where T : Meaning
    {
        for (var at = from; at < chart.Tokens.Count; at++)
        {
            if (chart.HasAt<T>(at)) return at;
        }
        return -1;
    }

    private static bool IsInRange(Chart chart, int mark)
    {
        for (var at = 0; at < mark; at++)
        {
            foreach (var node in chart.At(at))
            {
                if (node.End > mark && node.Meaning is MomentRange or DayRange or LengthRange or NumberRange) return true;
            }
        }
        return false;
    }

    /// <summary>Whether the last number has a unit, so that both are no hours: "from 10 to 15 minutes".</summary>
    private bool IsCounted(Node range)
    {
        for (var at = range.Start + 1; at < range.End; at++)
        {
            foreach (var node in _chart.At(at))
            {
                if (node.End > range.End && node.Meaning is Length or Quantity { Value: not null }) return true;
            }
        }
        return false;
    }

    private void AddSides(Node node)
    {
        foreach (var part in node.Parts)
        {
            if (IsAcross(part)) AddSides(part);
            else if (part.Meaning is ClockTime or Moment) _sides.Add(part);
        }
    }
}
