using Router.Language.Values.Composing;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>Times that happen again and again, as is said elsewhere in the sentence: "remind me every day to stretch at nine".</summary>
internal static class Recurring
{
    /// <summary>Gives the times what is said of how often they are, and that the only time.</summary>
    /// <param name="expressions">All that is said.</param>
    /// <param name="text">The text.</param>
    /// <param name="express">What a meaning says.</param>
    public static void Apply(List<Expression> expressions, string text, Func<Meaning, Expression?> express)
    {
        var at = expressions.FindIndex(expression => expression.Kind == ExpressionKind.Recurrence);
        if (at < 0 || expressions[at].Meaning is not Recurrence { At: null or Moment { Clock: null } } every) return;
        // What has a day of its own is another thing, and so what else may be without one.
        if (expressions.Exists(other => other != expressions[at] && other.Kind is ExpressionKind.Recurrence or < ExpressionKind.Duration and not (ExpressionKind.Time or ExpressionKind.TimeRange))) return;
        var before = expressions[at];
        var times = Enumerable.Range(0, expressions.Count).Where(i => expressions[i].Kind is ExpressionKind.Time or ExpressionKind.TimeRange && !Beside.HasBreak(before, expressions[i], text)).ToArray();
        foreach (var i in times)
        {
            if (RecurrenceActions.At(every, expressions[i].Meaning!) is not { } both || express(both) is not { } said) continue;
            expressions[i] = Put(said, both, expressions[i]);
            if (times.Length == 1) expressions[at] = Put(said, both, before);
        }
    }

    /// <summary>Takes the rules from recurrences that say no time, where it is said elsewhere how many times: "take it every day two times".</summary>
    public static void LoseRule(List<Expression> expressions)
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i].Meaning is Recurrence { At: null, Places.IsEmpty: true } every) expressions[i] = expressions[i].Emptied() with { Parts = expressions[i].Parts, Meaning = every with { HasRule = false } };
        }
    }

    private static Expression Put(Expression said, Meaning meaning, Expression place) => said with { Start = place.Start, End = place.End, Parts = place.Parts, Meaning = meaning };
}
