using System.Globalization;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>Reads the loads that a bench goes through.</summary>
internal static class LoadSteps
{
    /// <summary>More steps than this are a slip of the keyboard.</summary>
    public const int MaxSteps = 64;

    /// <summary>Reads <c>FROM:TO:xFACTOR</c>, such as <c>1:64:x2</c>, or a list, such as <c>1,8,20</c>.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="smallest">Smallest load, allowed.</param>
    /// <param name="largest">Largest load, allowed.</param>
    /// <param name="whole">Whether only whole numbers are loads; steps between are then rounded.</param>
    /// <param name="steps">The loads, ascending where a range was given.</param>
    /// <param name="problem">What is wrong with the text and what is allowed.</param>
    public static bool TryParse(
        string text, double smallest, double largest, bool whole, out IReadOnlyList<double> steps, out string problem)
    {
        var numbers = whole ? "whole numbers" : "numbers";
        problem = $"is '{text}'; allowed are FROM:TO:xFACTOR with FACTOR over 1, such as 1:64:x2, or a list such as 1,8,20, "
            + $"of {numbers} from {smallest} to {largest}, at most {MaxSteps} of them";
        var parts = text.Split(':');
        steps = parts.Length == 3 ? Range(parts, whole) : List(text);
        return steps.Count is > 0 and <= MaxSteps && steps.All(IsLoad);

        bool IsLoad(double load) => load >= smallest && load <= largest && (!whole || double.IsInteger(load));
    }

    private static List<double> Range(string[] parts, bool whole)
    {
        if (!TryNumber(parts[0], out var from) || !TryNumber(parts[1], out var to)) return [];
        if (!parts[2].StartsWith('x') || !TryNumber(parts[2].AsSpan(1), out var factor)) return [];
        if (from <= 0 || to < from || factor <= 1) return [];
        if (whole && !double.IsInteger(from)) return [];
        var steps = new List<double>();
        for (var load = from; load <= to * (1 + 1e-9) && steps.Count <= MaxSteps; load *= factor)
        {
            var step = whole ? Math.Round(load) : load;
            if (steps.Count == 0 || step > steps[^1]) steps.Add(step);
        }
        return steps;
    }

    private static List<double> List(string text)
    {
        var steps = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!TryNumber(part, out var load)) return [];
            steps.Add(load);
        }
        return steps;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
