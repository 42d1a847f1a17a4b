namespace Router.Contracts;

/// <summary>Some subsystems in a fixed order.</summary>
public sealed class SubsystemRoster
{
    private readonly Dictionary<string, int> _indexes;

    /// <param name="names">Names, each once.</param>
    /// <exception cref="ArgumentException">One comes twice.</exception>
    public SubsystemRoster(IEnumerable<string> names)
    {
        Names = [.. names];
        _indexes = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        for (var i = 0; i < Names.Count; i++)
        {
            if (!_indexes.TryAdd(Names[i], i)) throw new ArgumentException($"two subsystems are named '{Names[i]}'", nameof(names));
        }
    }

    /// <summary>The names in their order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether a subsystem is one of them.</summary>
    public bool Contains(string name) => _indexes.ContainsKey(name);

    /// <summary>The place of a name, from 0.</summary>
    public bool TryGetIndex(string name, out int index) => _indexes.TryGetValue(name, out index);
}
