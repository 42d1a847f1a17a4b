using Router.Contracts;
using Router.Inference;

namespace Actors.Backbone;

/// <summary>
/// Who is asked for a text, by what a backbone says of each subsystem: those from the threshold on, and always those of whom it says nothing and
/// those that are not to be left out. Where that is nobody, the likeliest one is.
/// </summary>
public sealed class Gate
{
    /// <summary>In the place of a column: the subsystem is always asked.</summary>
    private const int Always = -1;

    private readonly double _threshold;
    private readonly SubsystemRoster _readers;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <param name="output">What the package says of the output.</param>
    /// <param name="readers">The subsystems whose heads read the backbone.</param>
    /// <param name="always">Those who are asked whatever the backbone says.</param>
    public Gate(GateOutput output, IReadOnlyList<string> readers, IReadOnlyCollection<string> always)
    {
        (_threshold, _readers) = (output.Threshold, new SubsystemRoster(readers));
        for (var column = 0; column < output.Subsystems.Count; column++)
        {
            if (!always.Contains(output.Subsystems[column])) _columns.Add(output.Subsystems[column], column);
        }
    }

    /// <summary>Chooses for a text.</summary>
    /// <param name="probabilities">The output's row; empty asks everybody.</param>
    /// <param name="asked">Who may be asked; null for everybody who reads the backbone.</param>
    public GateChoice Choose(ReadOnlySpan<float> probabilities, SubsystemRoster? asked)
    {
        var all = (asked ?? _readers).Names;
        List<string>? skipped = null;
        var best = -1;
        for (var i = 0; i < all.Count; i++)
        {
            if (IsAsked(probabilities, all[i])) continue;
            (skipped ??= []).Add(all[i]);
            if (best < 0 || Of(probabilities, all[i]) > Of(probabilities, all[best])) best = i;
        }
        if (skipped?.Count == all.Count) skipped.Remove(all[best]);
        return skipped is null or [] ? new GateChoice(asked, all.Count, []) : Without(skipped, all);
    }

    private static GateChoice Without(List<string> skipped, IReadOnlyList<string> all)
    {
        var left = new SubsystemRoster(all.Except(skipped, StringComparer.Ordinal));
        return new GateChoice(left, left.Names.Count, skipped);
    }

    /// <summary>What is no number leaves nobody out.</summary>
    private bool IsAsked(ReadOnlySpan<float> probabilities, string name)
    {
        var column = _columns.GetValueOrDefault(name, Always);
        return column == Always || column >= probabilities.Length || !(probabilities[column] < _threshold);
    }

    private float Of(ReadOnlySpan<float> probabilities, string name) => probabilities[_columns[name]];
}

/// <summary>Who is asked for a text.</summary>
/// <param name="Asked">They; null for everybody who reads the backbone.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Skipped">Who is left out.</param>
public sealed record GateChoice(SubsystemRoster? Asked, int Count, IReadOnlyList<string> Skipped);
