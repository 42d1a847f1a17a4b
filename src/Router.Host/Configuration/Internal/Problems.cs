using Router.Contracts;

namespace Router.Host.Configuration.Internal;

/// <summary>Collects what is wrong, so that it is reported together.</summary>
internal sealed class Problems
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Found => _found;

    /// <summary>Whether a file could not be read, so that what it says is not known.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Adds what is wrong, once: a default is read by every subsystem that does not say otherwise.</summary>
    public void Add(string problem)
    {
        if (!_found.Contains(problem)) _found.Add(problem);
    }

    public void AddUnreadable(string problem)
    {
        IsIncomplete = true;
        Add(problem);
    }

    /// <exception cref="ConfigurationError">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0) return;
        var message = _found.Count == 1
            ? $"the configuration is wrong: {_found[0]}"
            : $"the configuration has {_found.Count} problems:{string.Concat(_found.Select(p => $"\n  - {p}"))}";
        throw new ConfigurationError(message);
    }
}
