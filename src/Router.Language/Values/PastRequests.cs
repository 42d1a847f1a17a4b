using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Router.Contracts;

namespace Router.Language.Values;

/// <summary>
/// Finds requests that cannot be meant, as they are for what is to come and their times are said to be past: "I got up at seven yesterday" sets no alarm. "This friday"
/// and "this evening" may have passed and are not said to be past: at the beginning of the week they would lie ahead.
/// </summary>
/// <param name="ahead">By subsystem, the intents that are for what is to come.</param>
internal sealed class PastRequests(IReadOnlyDictionary<string, IReadOnlySet<string>> ahead)
{
    /// <summary>The decision, out of scope where it is such a request.</summary>
    /// <param name="decision">With values in its slots.</param>
    /// <param name="context">When and where it was said.</param>
    /// <param name="readAt">Its slots with the values that they would have if it were said at another time.</param>
    public RouteDecision Refuse(RouteDecision decision, ReadingContext context, Func<ReadingContext, IReadOnlyList<Slot>> readAt)
    {
        if (decision is not { Outcome: DecisionOutcome.Routed, Subsystem: { } subsystem, Intent: { } intent }) return decision;
        if (!ahead.TryGetValue(subsystem, out var intents) || !intents.Contains(intent) || !IsPast(decision.Slots, context)) return decision;
        var monday = context with { Now = BeginningOfWeek(context) };
        if (!IsPast(readAt(monday), monday)) return decision;
        return decision with { Outcome = DecisionOutcome.OutOfScope, Subsystem = null, Intent = null, Negated = false, Slots = [], Alternatives = [], Score = 1 };
    }

    private static Instant BeginningOfWeek(ReadingContext context)
    {
        var today = context.Now.InZone(context.Zone).Date;
        return context.Zone.AtStartOfDay(today.PlusDays(1 - (int)today.DayOfWeek)).ToInstant();
    }

    /// <summary>Whether a slot's time is past, and that of no other one is not.</summary>
    private static bool IsPast(IReadOnlyList<Slot> slots, ReadingContext context)
    {
        var found = false;
        foreach (var slot in slots)
        {
            if (slot.Excluded || IsPast(slot.Range is { } range ? range.To : slot.Value, context) is not { } isPast) continue;
            if (!isPast) return false;
            found = true;
        }
        return found;
    }

    /// <summary>Whether a day, a moment or the end of a part of a day, as values are written, is past; null for what is none of them.</summary>
    private static bool? IsPast(string? value, ReadingContext context)
    {
        if (value is null) return null;
        // A part of a day ends before its second moment.
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        value = value[(slash + 1)..];
        if (LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var day }) return day < context.Now.InZone(context.Zone).Date;
        if (!value.Contains('T', StringComparison.Ordinal)) return null;
        return OffsetDateTimePattern.GeneralIso.WithCulture(CultureInfo.InvariantCulture).Parse(value) is { Success: true, Value: var moment }
            ? moment.ToInstant() < context.Now || slash >= 0 && moment.ToInstant() == context.Now
            : null;
    }
}
