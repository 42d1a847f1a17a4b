namespace Actors.Ranker;

/// <summary>The subsystems whose verdict every query waits for.</summary>
public sealed class SubsystemRoster
{
    private readonly Dictionary<string, int> _indexes;

    /// <param name="names">Names, each once, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one comes twice.</exception>
    public SubsystemRoster(IEnumerable<string> names)
    {
        Names = [.. names];
        if (Names.Count == 0) throw new ArgumentException("at least one subsystem is needed", nameof(names));
        _indexes = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        for (var i = 0; i < Names.Count; i++)
        {
            if (!_indexes.TryAdd(Names[i], i)) throw new ArgumentException($"two subsystems are named '{Names[i]}'", nameof(names));
        }
    }

    /// <summary>The names in a fixed order.</summary>
    public IReadOnlyList<string> Names { get; }

    internal bool TryGetIndex(string name, out int index) => _indexes.TryGetValue(name, out index);
}
