using System.Globalization;

namespace Router.ValueCases;

/// <summary>What a command was given: options with their values, and what stands alone.</summary>
/// <param name="arguments">The command line after the command.</param>
/// <param name="switches">Options without a value.</param>
internal sealed class Options(IEnumerable<string> arguments, params string[] switches)
{
    private readonly List<string> _left = [.. arguments];

    /// <summary>Whether a switch was given.</summary>
    public bool Has(string name) => switches.Contains(name) && _left.Remove(name);

    /// <summary>The value of an option; null when it was not given.</summary>
    public string? Take(string name)
    {
        var at = _left.IndexOf(name);
        if (at < 0) return null;
        if (at + 1 == _left.Count) throw new FormatException($"{name} has no value; --help tells what it takes.");
        var value = _left[at + 1];
        _left.RemoveRange(at, 2);
        return value;
    }

    /// <summary>The values of an option that may be given several times.</summary>
    public IReadOnlyList<string> TakeAll(string name)
    {
        var values = new List<string>();
        while (Take(name) is { } value) values.Add(value);
        return values;
    }

    /// <summary>A whole number.</summary>
    public int TakeNumber(string name, int otherwise) => Take(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What is left: one or more.</summary>
    public IReadOnlyList<string> Rest(string name)
    {
        if (_left.Find(one => one.StartsWith("--", StringComparison.Ordinal)) is { } unknown) throw new FormatException($"There is no option {unknown} here; --help tells which there are.");
        return _left.Count > 0 ? _left : throw new FormatException($"{name} is missing; --help tells what is.");
    }

    /// <summary>What is left, exactly one.</summary>
    public string Only(string name) => Rest(name) is [var one] ? one : throw new FormatException($"There is more than one {name}.");
}
