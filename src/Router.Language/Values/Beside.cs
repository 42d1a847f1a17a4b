using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>What is said of a time's day elsewhere in the sentence.</summary>
internal static class Beside
{
    /// <summary>UTF-16 units between a time and the time whose day it shares ("at eight and at nine on monday"), and between it and days that are no single one.</summary>
    private const int Near = 12;

    /// <summary>The days and the parts of the day that a time may lack, from the nearest on.</summary>
    /// <param name="time">The time.</param>
    /// <param name="all">All that is said.</param>
    /// <param name="text">The text.</param>
    public static IEnumerable<(Days? Day, DayPart? Part)> Of(Expression time, IEnumerable<Expression> all, string text)
    {
        if (!Lacks(time.Meaning)) return [];
        return all.Where(other => !other.IsExcepted && (other.Start >= time.End || other.End <= time.Start))
            .Select(other => (Other: other, Distance: Distance(time, other)))
            .OrderBy(pair => pair.Distance)
            .Select(pair => From(pair.Other, pair.Distance <= Near && !HasBreak(time, pair.Other, text)))
            .Where(said => said is not (null, null));
    }

    /// <summary>Whether what is said elsewhere may complete it.</summary>
    public static bool Lacks(Meaning? meaning) => meaning is Moment { Day: null } or Moment { Part: null, Clock.IsExact: false } or MomentBound { Moment.Day: null }
        || meaning is MomentRange { First.Day: null } range && range.Last?.Day is null;

    /// <summary>The time with the day, or the part of the day; null when it has one.</summary>
    public static Meaning? Add(Meaning? time, Days? day, DayPart? part)
    {
        switch (time)
        {
            case Moment moment:
                if (day is not null && moment.Day is null) moment = moment with { Day = day };
                if (part is not null && moment is { Part: null, Clock: { IsExact: false } }) moment = moment with { Part = part };
                return moment;
            case MomentRange range when day is not null && range is { First.Day: null } && range.Last?.Day is null:
                return range.With(new Moment(day, null, null));
            case MomentBound { Moment.Day: null } bound when day is not null:
                return bound with { Moment = bound.Moment with { Day = day } };
            default:
                return null;
        }
    }

    /// <summary>What is said in another expression; of a time only where it is near.</summary>
    public static (Days? Day, DayPart? Part) From(Expression other, bool isNear) => other.Meaning switch
    {
        Days day when other.Kind == ExpressionKind.Date || isNear => (day, null),
        Moment { Clock: null } moment => (moment.Day, moment.Part),
        Moment { Day: { } day } when isNear => (day, null),
        _ => (null, null),
    };

    private static int Distance(Expression one, Expression other) => Math.Max(other.Start - one.End, one.Start - other.End);

    /// <summary>Whether a sentence ends between two expressions.</summary>
    public static bool HasBreak(Expression one, Expression other, string text)
    {
        var (from, to) = one.End <= other.Start ? (one.End, other.Start) : (other.End, one.Start);
        return text.AsSpan(from, to - from).IndexOfAny(".!?。") >= 0;
    }
}
