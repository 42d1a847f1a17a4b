namespace Router.Contracts.Configuration;

/// <summary>Collects what is wrong, so that it is reported together.</summary>
public sealed class ConfigurationProblems
{
    private const int MostShown = 50;

    private readonly List<string> _found = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>What was found so far, in the order in which it was found.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Whether a file could not be read, so that what it says is not known.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Adds what is wrong, once: a default is read by every subsystem that does not say otherwise.</summary>
    public void Add(string problem)
    {
        if (_known.Add(problem)) _found.Add(problem);
    }

    /// <summary>Adds that a file or a setting could not be read.</summary>
    public void AddUnreadable(string problem)
    {
        IsIncomplete = true;
        Add(problem);
    }

    /// <summary>Ends the start when something is wrong.</summary>
    /// <exception cref="ConfigurationError">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0) return;
        var message = _found.Count == 1
            ? $"the configuration is wrong: {_found[0]}"
            : $"the configuration has {_found.Count} problems:{string.Concat(_found.Take(MostShown).Select(p => $"\n  - {p}"))}{More()}";
        throw new ConfigurationError(message);
    }

    private string More() => _found.Count <= MostShown ? "" : $"\n  - and {_found.Count - MostShown} more";
}
