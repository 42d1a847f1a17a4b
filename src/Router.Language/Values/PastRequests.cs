using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Router.Contracts;

namespace Router.Language.Values;

/// <summary>
/// Finds requests that cannot be meant, as they are for what is to come and their times are past: "I got up at seven yesterday" sets no alarm. A time that does not say
/// its day lies ahead, and so is none of these.
/// </summary>
/// <param name="ahead">By subsystem, the intents that are for what is to come.</param>
internal sealed class PastRequests(IReadOnlyDictionary<string, IReadOnlySet<string>> ahead)
{
    /// <summary>The decision, out of scope where it is such a request.</summary>
    /// <param name="decision">With values in its slots.</param>
    /// <param name="context">When and where it was said.</param>
    public RouteDecision Refuse(RouteDecision decision, ReadingContext context)
    {
        if (decision is not { Outcome: DecisionOutcome.Routed, Subsystem: { } subsystem, Intent: { } intent }) return decision;
        if (!ahead.TryGetValue(subsystem, out var intents) || !intents.Contains(intent) || !IsPast(decision.Slots, context)) return decision;
        return decision with { Outcome = DecisionOutcome.OutOfScope, Subsystem = null, Intent = null, Negated = false, Slots = [], Alternatives = [], Score = 1 };
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
        value = value[(value.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var day }) return day < context.Now.InZone(context.Zone).Date;
        if (!value.Contains('T', StringComparison.Ordinal)) return null;
        return OffsetDateTimePattern.GeneralIso.WithCulture(CultureInfo.InvariantCulture).Parse(value) is { Success: true, Value: var moment } ? moment.ToInstant() < context.Now : null;
    }
}
