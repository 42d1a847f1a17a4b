namespace Router.Language.Values;

/// <summary>Writes what an expression means into the fields of a slot.</summary>
internal static class SlotFields
{
    /// <summary>The slot with the fields.</summary>
    public static Slot Of(Expression found, ValueKind kind, Slot slot) => slot with
    {
        Value = Written(found.Value, kind),
        Range = found is { Value: null, Near: null, From: { } from, To: { } to } && (found.Bound == Bound.None || found.Recurrence is not null) ? new SlotRange(from, found.Last ?? to) : null,
        Bound = found.Bound != Bound.None && found.Limit is { } limit ? new SlotBound(SideOf(found.Bound), limit) : null,
        Near = Written(found.Near, kind),
        Recurrence = found.Recurrence,
        Offset = found.Offset,
    };

    /// <summary>A number is written without what stands behind it.</summary>
    private static string? Written(string? value, ValueKind kind) => kind == ValueKind.Numbers ? value?.TrimEnd('%') : value;

    private static BoundSide SideOf(Bound bound) => bound switch
    {
        Bound.Before => BoundSide.Before,
        Bound.Until => BoundSide.Until,
        Bound.After => BoundSide.After,
        _ => BoundSide.Since,
    };
}
