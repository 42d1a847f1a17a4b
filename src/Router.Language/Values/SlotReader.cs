using System.Globalization;
using Router.Language.Values.Meanings;

namespace Router.Language.Values;

/// <summary>Gives the slots of one text their values.</summary>
/// <param name="text">The text.</param>
/// <param name="offset">Where it begins in the text that the slots count from.</param>
/// <param name="reading">What can be read in it; not asked for while all that is read are switches.</param>
/// <param name="kinds">By type of slot, the kinds of its values in the order in which they are tried.</param>
internal sealed class SlotReader(string text, int offset, Lazy<TextReading> reading, ILookup<string, ValueKind> kinds)
{
    private const int DayLength = 10;
    private const int DaysOfWeek = 7;

    /// <summary>The slots with their values, widened where they were torn; slots of a type that turn out to be one are one.</summary>
    public IReadOnlyList<Slot> Read(IReadOnlyList<Slot> slots)
    {
        List<Slot> read = new(slots.Count);
        foreach (var slot in slots)
        {
            var next = kinds.Contains(slot.Type) ? Read(slot, slots) : slot;
            if (read.Count > 0 && read[^1] is var last && last.Type == next.Type && next.Start < last.End) read[^1] = last with { Score = Math.Min(last.Score, next.Score) };
            else read.Add(next);
        }
        return read;
    }

    private Slot Read(Slot slot, IReadOnlyList<Slot> all)
    {
        var (start, end) = (slot.Start - offset, slot.End - offset);
        foreach (var kind in kinds[slot.Type])
        {
            if (kind == ValueKind.Switches)
            {
                if (Switch.Read(slot.Text) is { } state) return slot with { Value = state };
                continue;
            }
            if (Find(start, end, kind) is { } found) return SlotFields.Of(found, kind, Widen(slot, found, all));
        }
        return slot;
    }

    /// <summary>The expression of a kind that a slot overlaps, or what the slot alone means.</summary>
    private Expression? Find(int start, int end, ValueKind kind)
    {
        if (Corrected(reading.Value.Expressions, start, end) is var (after, to)) (start, end) = (after, to);
        Expression? found = null;
        foreach (var expression in reading.Value.Expressions.Where(other => Overlap(other, start, end) > 0).OrderByDescending(other => Overlap(other, start, end)))
        {
            if (Within(expression, start, end, kind) is not { } within) continue;
            // "Tomorrow or monday" has two values, and so none.
            if (found is not null && Covers(within, start, end)) return found.Emptied();
            found ??= within;
        }
        return found ?? reading.Value.Find(start, end, kind.Kinds) ?? (kind.IsShare ? Share(reading.Value.Find(start, end, [ExpressionKind.Number])) : null);
    }

    /// <summary>Where stands instead what was taken back; null when nothing was.</summary>
    private static (int Start, int End)? Corrected(IReadOnlyList<Expression> expressions, int start, int end)
    {
        foreach (var expression in expressions)
        {
            if (Overlap(expression, start, end) <= 0) continue;
            if (expression.CorrectedAt is { } at && end <= at) return (at, expression.End);
            if (Corrected(expression.Parts, start, end) is { } within) return within;
        }
        return null;
    }

    /// <summary>The outermost part of an expression that is of a kind and overlaps a slot.</summary>
    private static Expression? Within(Expression expression, int start, int end, ValueKind kind)
    {
        if (kind.Kinds.Contains(expression.Kind)) return expression;
        if (kind.IsShare && Share(expression) is { } share) return share;
        // "Ten minutes ago" as a whole is no length.
        if (expression.Offset is not null && start <= expression.Start && end >= expression.End) return null;
        Expression?[] within = [.. expression.Parts.Where(part => Overlap(part, start, end) > 0).Select(part => Within(part, start, end, kind)).Where(found => found is not null)];
        // Of "on monday and friday at six" two days have no one value.
        if (within.Length > 1 && (kind == ValueKind.Numbers || within.Any(other => other!.Kind == ExpressionKind.Date && other.Value != within[0]!.Value))) return within[0]!.Emptied();
        if (within is not [{ } first, ..]) return null;
        // Of 周二四早上七点 only one day is a part, and both are meant.
        if (expression.Meaning is Moment { Day: UnknownDays } && (start < first.Start || end > first.End)) return first.Emptied();
        return InWeekOf(first, expression);
    }

    /// <summary>A day of the week whose time has passed today is a week later: the day by itself as well as the two together.</summary>
    private static Expression InWeekOf(Expression part, Expression whole)
    {
        if (part.Kind != ExpressionKind.Date || DayOf(part.Value) is not { } day || DayOf(whole.Value ?? whole.From) is not { } meant) return part;
        return meant.DayNumber - day.DayNumber == DaysOfWeek ? part with { Value = $"{meant:yyyy-MM-dd}" } : part;
    }

    private static DateOnly? DayOf(string? value) =>
        value?.Length >= DayLength && DateOnly.TryParseExact(value.AsSpan(0, DayLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A number below one as a share; one that is no exact number is near to one.</summary>
    private static Expression? Share(Expression? number)
    {
        if (number is not { Kind: ExpressionKind.Number, Meaning: Number fraction } || Quantity.ShareOf(fraction) is not { } share) return null;
        var isExact = number.Near is null;
        return number with { Kind = ExpressionKind.Percentage, Value = isExact ? share.Text : null, Near = isExact ? null : share.Text };
    }

    /// <summary>A slot whose edge lies within a time, a length or a number is widened to it, but not into another slot.</summary>
    private Slot Widen(Slot slot, Expression found, IReadOnlyList<Slot> all)
    {
        var (start, end) = (slot.Start, slot.End);
        foreach (var atom in Atoms(found).Where(atom => Overlap(atom, slot.Start - offset, slot.End - offset) > 0))
        {
            start = Math.Min(start, atom.Start + offset);
            end = Math.Max(end, atom.End + offset);
        }
        if (start < slot.Start) start = Math.Min(reading.Value.AfterSmallWords(start - offset) + offset, slot.Start);
        foreach (var other in all)
        {
            if (ReferenceEquals(other, slot) || other.Type == slot.Type) continue;
            if (other.End <= slot.Start) start = Math.Max(start, other.End);
            if (other.Start >= slot.End) end = Math.Min(end, other.Start);
        }
        if (start == slot.Start && end == slot.End) return slot;
        var wide = text[(start - offset)..(end - offset)];
        var trimmed = wide.Trim();
        start += wide.Length - wide.TrimStart().Length;
        return slot with { Start = start, End = start + trimmed.Length, Text = trimmed };
    }

    /// <summary>The parts of an expression that are said in one: of "tomorrow at 7:30" the day and the time.</summary>
    private static IEnumerable<Expression> Atoms(Expression expression) => expression.Parts.Any(part => part.Kind < ExpressionKind.Number)
        && expression.Kind is not (ExpressionKind.Date or ExpressionKind.Duration or ExpressionKind.Time)
        ? expression.Parts.SelectMany(Atoms)
        : [expression];

    /// <summary>Whether a slot has a whole expression, or the time in it.</summary>
    private static bool Covers(Expression expression, int start, int end) =>
        Overlap(expression, start, end) >= expression.End - expression.Start || Atoms(expression).Any(atom => atom.Kind == ExpressionKind.Time && Overlap(atom, start, end) >= atom.End - atom.Start);

    private static int Overlap(Expression expression, int start, int end) => Math.Min(expression.End, end) - Math.Max(expression.Start, start);
}
