using NodaTime;
using Router.Contracts;

namespace Router.Language.Values;

/// <summary>Gives the slots of decisions their values, those whose types have a meaning.</summary>
/// <param name="subsystems">By subsystem and type of slot, the kinds of its values in the order in which they are tried.</param>
/// <param name="past">Finds what cannot be meant by its values.</param>
/// <param name="zone">The time zone of speakers who do not say theirs.</param>
/// <param name="time">The clock.</param>
internal sealed class SlotValues(
    IReadOnlyDictionary<string, ILookup<string, ValueKind>> subsystems, PastRequests past, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>Reads a text, so that the first query does not wait for the rules; the values do not matter. Does nothing when no slot has any.</summary>
    public void WarmUp()
    {
        if (subsystems.Values.Any(kinds => kinds.Count > 0)) ValueReader.Read("tomorrow at 7:30, 明天早上八点", ContextOf(zone, time.GetUtcNow()));
    }

    /// <summary>The decision with values in its slots, those of its parts and of its alternatives; itself when no slot has any.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="speakers">The speaker's time zone; null when it was not said.</param>
    /// <param name="now">When it was said; null for now.</param>
    public RouteDecision Read(RouteDecision decision, TimeZoneInfo? speakers, DateTimeOffset? now = null)
    {
        if (!HasMeaning(decision)) return decision;
        var context = ContextOf(speakers ?? zone, now ?? time.GetUtcNow());
        // Alternatives are of the same text: it is read once for all.
        var whole = Open(decision.Text, context);
        var slots = Read(decision.Subsystem, decision.Slots, decision.Text, 0, whole);
        var parts = Map(decision.Parts, part =>
            Read(part.Subsystem, part.Slots, part.Text, part.Start, Open(part.Text, context)) is var own && ReferenceEquals(own, part.Slots) ? part : part with { Slots = own });
        var alternatives = Map(decision.Alternatives, other =>
            Read(other.Subsystem, other.Slots, decision.Text, 0, whole) is var own && ReferenceEquals(own, other.Slots) ? other : other with { Slots = own });
        var isSame = ReferenceEquals(slots, decision.Slots) && ReferenceEquals(parts, decision.Parts) && ReferenceEquals(alternatives, decision.Alternatives);
        return isSame ? decision : past.Refuse(
            decision with { Slots = slots, Parts = parts, Alternatives = alternatives }, context,
            other => Read(decision.Subsystem, decision.Slots, decision.Text, 0, Open(decision.Text, other)));
    }

    /// <summary>Most decisions have no such slot, and cost no more than this.</summary>
    private bool HasMeaning(RouteDecision decision)
    {
        if (HasMeaning(decision.Subsystem, decision.Slots)) return true;
        foreach (var part in decision.Parts)
        {
            if (HasMeaning(part.Subsystem, part.Slots)) return true;
        }
        foreach (var other in decision.Alternatives)
        {
            if (HasMeaning(other.Subsystem, other.Slots)) return true;
        }
        return false;
    }

    private bool HasMeaning(string? subsystem, IReadOnlyList<Slot> slots)
    {
        if (slots.Count == 0 || subsystem is null || !subsystems.TryGetValue(subsystem, out var kinds)) return false;
        foreach (var slot in slots)
        {
            if (kinds.Contains(slot.Type)) return true;
        }
        return false;
    }

    private IReadOnlyList<Slot> Read(string? subsystem, IReadOnlyList<Slot> slots, string text, int offset, Lazy<TextReading> reading) =>
        HasMeaning(subsystem, slots) ? new SlotReader(text, offset, reading, subsystems[subsystem!]).Read(slots) : slots;

    private static ReadingContext ContextOf(TimeZoneInfo zone, DateTimeOffset now) => new(Instant.FromDateTimeOffset(now), Zones.Of(zone));

    private static Lazy<TextReading> Open(string text, ReadingContext context) => new(() => ValueReader.Open(text, context), LazyThreadSafetyMode.None);

    /// <summary>The same list when every item stays what it is.</summary>
    private static IReadOnlyList<T> Map<T>(IReadOnlyList<T> items, Func<T, T> change)
        where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = change(items[i]);
            if (changed is null && ReferenceEquals(item, items[i])) continue;
            changed ??= [.. items];
            changed[i] = item;
        }
        return changed ?? items;
    }
}
