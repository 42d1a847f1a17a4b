using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>Gives the slots of decisions their values, those whose types have a meaning.</summary>
/// <param name="subsystems">By subsystem and type of slot, the normalisers in the order in which they are tried.</param>
/// <param name="zone">The time zone of speakers who do not say theirs.</param>
/// <param name="time">The clock.</param>
internal sealed class SlotNormalization(
    IReadOnlyDictionary<string, ILookup<string, ISlotNormalizer>> subsystems, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>The decision with values in its slots, those of its parts and of its alternatives; itself when there is nothing to normalise.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="speakers">The speaker's time zone; null when it was not said.</param>
    public RouteDecision Apply(RouteDecision decision, TimeZoneInfo? speakers)
    {
        if (!HasMeaning(decision)) return decision;
        var now = new SpeakerTime(time.GetUtcNow(), speakers ?? zone);
        var slots = Apply(decision.Subsystem, decision.Slots, now);
        var parts = Map(decision.Parts, part => Apply(part.Subsystem, part.Slots, now) is var own && ReferenceEquals(own, part.Slots) ? part : part with { Slots = own });
        var alternatives = Map(
            decision.Alternatives, other => Apply(other.Subsystem, other.Slots, now) is var own && ReferenceEquals(own, other.Slots) ? other : other with { Slots = own });
        var isSame = ReferenceEquals(slots, decision.Slots) && ReferenceEquals(parts, decision.Parts) && ReferenceEquals(alternatives, decision.Alternatives);
        return isSame ? decision : decision with { Slots = slots, Parts = parts, Alternatives = alternatives };
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
        if (slots.Count == 0 || subsystem is null || !subsystems.TryGetValue(subsystem, out var normalizers)) return false;
        foreach (var slot in slots)
        {
            if (normalizers.Contains(slot.Type)) return true;
        }
        return false;
    }

    private IReadOnlyList<Slot> Apply(string? subsystem, IReadOnlyList<Slot> slots, SpeakerTime now)
    {
        if (!HasMeaning(subsystem, slots)) return slots;
        var normalizers = subsystems[subsystem!];
        return Map(slots, slot => normalizers.Contains(slot.Type) ? Apply(slot, slots, normalizers, now) : slot);
    }

    private static Slot Apply(Slot slot, IReadOnlyList<Slot> slots, ILookup<string, ISlotNormalizer> normalizers, SpeakerTime now)
    {
        string[] beside =
        [
            .. slots.Where(other => !ReferenceEquals(other, slot) && normalizers.Contains(other.Type))
                .OrderBy(other => Math.Max(other.Start - slot.End, slot.Start - other.End)).Select(other => other.Text),
        ];
        foreach (var normalizer in normalizers[slot.Type])
        {
            if (normalizer.Normalize(slot.Text, beside, now) is { } value) return slot with { Value = value };
        }
        return slot;
    }

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
