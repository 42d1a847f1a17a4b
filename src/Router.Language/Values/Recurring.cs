using Router.Language.Values.Composing;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>What is said elsewhere in a sentence of what happens again and again: "remind me every day to stretch at nine".</summary>
internal static class Recurring
{
    /// <summary>Gives times what is said of how often they are, and a recurrence its only time and its exception.</summary>
    /// <param name="expressions">All that is said.</param>
    /// <param name="text">The text.</param>
    /// <param name="express">What a meaning says.</param>
    public static void Apply(List<Expression> expressions, string text, Func<Meaning, Expression?> express)
    {
        var at = expressions.FindIndex(expression => expression.Meaning is Recurrence && !expression.IsExcepted);
        if (at < 0) return;
        TakeException(expressions, at, express);
        var said = expressions.Select(expression => Of(expression, expressions, text, express)).ToArray();
        for (var i = 0; i < said.Length; i++) expressions[i] = said[i] ?? expressions[i];
        if (said.Where(time => time is not null).ToArray() is [{ } only]) expressions[at] = Put(only, expressions[at]);
    }

    /// <summary>A time as often as is said; null where it has a day, or another time is as often.</summary>
    public static Expression? Of(Expression time, IReadOnlyList<Expression> all, string text, Func<Meaning, Expression?> express)
    {
        // What has a day of its own is another thing, and so what else may be without one.
        if (time.Kind is not (ExpressionKind.Time or ExpressionKind.TimeRange) || all.Any(other => other.Kind is ExpressionKind.Date or ExpressionKind.DateRange or ExpressionKind.DateTime or ExpressionKind.DateTimeRange && !other.IsExcepted)) return null;
        if (all.Where(other => other.Kind == ExpressionKind.Recurrence && other.Meaning is Recurrence).ToArray() is not [{ Meaning: Recurrence { At: null or Moment { Clock: null } } every } often]) return null;
        return !Beside.HasBreak(often, time, text) && RecurrenceActions.At(every, time.Meaning!) is { } both && express(both) is { } said ? Put(said with { Meaning = both }, time) : null;
    }

    /// <summary>Takes the rules from recurrences that say no time, where it is said elsewhere how many times: "take it every day two times".</summary>
    public static void LoseRule(List<Expression> expressions)
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i].Meaning is Recurrence { At: null, Places.IsEmpty: true } every) expressions[i] = expressions[i].Emptied() with { Parts = expressions[i].Parts, Meaning = every with { HasRule = false } };
        }
    }

    /// <summary>"Wake me every day at six to run, not on sunday": what is excepted elsewhere.</summary>
    private static void TakeException(List<Expression> expressions, int at, Func<Meaning, Expression?> express)
    {
        var excepted = expressions.FindIndex(expression => expression.IsExcepted && expression.Kind is ExpressionKind.Date or ExpressionKind.DateRange or ExpressionKind.Recurrence && expression != expressions[at]);
        if (excepted < 0) return;
        NumberSet? weekdays = expressions[excepted].Meaning switch
        {
            CalendarDays { IsWeekly: true, Weekday: var weekday } => NumberSet.Of((int)weekday),
            RelativeDays { Unit: CalendarUnit.Weekend, By: 0 } => NumberSet.Of(6, 7),
            Recurrence { HasRule: true, At: null, Interval: 1, Unit: CalendarUnit.BusinessDay or CalendarUnit.Weekend or CalendarUnit.Week, Weekdays.IsEmpty: false } every => every.Weekdays,
            _ => null,
        };
        var rest = RecurrenceActions.But((Recurrence)expressions[at].Meaning!, weekdays);
        expressions[excepted] = expressions[excepted].Emptied() with { Parts = expressions[excepted].Parts, IsExcepted = true };
        if (express(rest) is { } said) expressions[at] = Put(said with { Meaning = rest }, expressions[at]);
    }

    private static Expression Put(Expression said, Expression place) => said with { Start = place.Start, End = place.End, Parts = place.Parts };
}
