using Router.Language.Values;

namespace Router.ValueCases;

/// <summary>Ranges of numbers as intervals.</summary>
internal static class Intervals
{
    /// <summary>"(20,35]": what two bounds together include is what each includes; a range from one number to another ends before the second.</summary>
    public static string Of(Expression range)
    {
        var (from, to) = (range.From, range.To);
        var bounds = range.Parts.Where(part => part.Bound != Bound.None).Select(part => part.Bound).Append(range.Bound).ToHashSet();
        var opens = from is null || bounds.Contains(Bound.After);
        var closes = to is not null && bounds.Contains(Bound.Until);
        return Canonical.Interval($"{(opens ? '(' : '[')}{from},{to}{(closes ? ']' : ')')}");
    }
}
