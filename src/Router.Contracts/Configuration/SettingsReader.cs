using System.Diagnostics.CodeAnalysis;
using Akka.Configuration.Hocon;

namespace Router.Contracts.Configuration;

/// <summary>
/// Reads one section of <c>router {}</c>: each part of the router reads its own keys with it, in one place, with their bounds. What is
/// wrong is reported and not thrown, so that all of it is known at once; which keys there are follows from which are read.
/// </summary>
public sealed class SettingsReader
{
    private const string Root = "router";

    private readonly Sources _sources;
    private readonly SettingsReader? _owner;
    private readonly string[] _sections;

    /// <summary>Reads <c>router {}</c> itself.</summary>
    /// <param name="layers">The layers, lowest first: later ones win, key by key.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public SettingsReader(IReadOnlyList<ConfigurationLayer> layers, ConfigurationProblems problems)
        : this(new Sources(layers, problems, new SortedDictionary<string, string>(StringComparer.Ordinal)), owner: null, [Root])
    {
    }

    private SettingsReader(Sources sources, SettingsReader? owner, string[] sections) => (_sources, _owner, _sections) = (sources, owner, sections);

    /// <summary>The section's full key.</summary>
    public string Name => _sections[0];

    /// <summary>Whether everything that was read of this section was right; only then may its keys be compared with each other.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Whether all layers could be read; otherwise what is missing may stand in one that could not.</summary>
    public bool IsComplete => !_sources.Problems.IsIncomplete;

    /// <summary>Every key that was read, of all sections.</summary>
    public IReadOnlyCollection<string> Known => _sources.Known.Keys;

    /// <summary>A section in this one.</summary>
    /// <param name="name">The last element of its key.</param>
    /// <param name="otherwise">The section that says what this one does not.</param>
    public SettingsReader Section(string name, SettingsReader? otherwise = null) =>
        new(_sources, this, [.. _sections.Select(section => $"{section}.{name}"), .. otherwise?._sections ?? []]);

    /// <summary>The value of a key. What is wrong with it is reported.</summary>
    /// <param name="key">The key in this section.</param>
    /// <param name="form">What it may hold.</param>
    /// <returns>The value; the type's default when there is none of the form, and the section is no longer sound.</returns>
    public T Read<T>(string key, ValueForm<T> form) => Read(key, form, out _);

    /// <summary>A path, made absolute from where its layer's relative paths start; null when the text is empty and may be.</summary>
    public string? ReadPath(string key, ValueForm<string> form)
    {
        var path = Read(key, form, out var layer);
        return string.IsNullOrEmpty(path) || layer is null ? null : Path.GetFullPath(Path.Combine(layer.Directory, path));
    }

    /// <summary>The directory of a model package, made absolute.</summary>
    /// <param name="models">The directory of all packages.</param>
    /// <param name="name">What <c>{name}</c> in the key <c>package</c> stands for.</param>
    /// <param name="version">What <c>{version}</c> in it stands for.</param>
    public string ReadPackage(string? models, string? name, string? version)
    {
        var template = Read("package", ValueForms.Directory);
        if (template is null || models is null || name is null || version is null) return "";
        var relative = template.Replace("{name}", name, StringComparison.Ordinal).Replace("{version}", version, StringComparison.Ordinal);
        return Path.GetFullPath(Path.Combine(models, relative));
    }

    /// <summary>Reports a key whose value is right by itself but not beside others.</summary>
    /// <param name="key">The key in this section.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    public void Refuse(string key, string allowed)
    {
        Report($"{EffectiveKey(key, out _, out _)}: found {Found(key)}; allowed: {allowed}");
    }

    /// <summary>A key with its value, for messages about another one.</summary>
    public string Describe(string key) => $"{EffectiveKey(key, out _, out _)} ({Found(key)})";

    /// <summary>Reports what is wrong with this section.</summary>
    public void Report(string problem)
    {
        _sources.Problems.Add(problem);
        for (var section = this; section is not null; section = section._owner) section.IsSound = false;
    }

    /// <summary>Every key that was read, of all sections, with its value and where that comes from.</summary>
    public List<ConfigurationEntry> Entries()
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var (key, effective) in _sources.Known)
        {
            if (_sources.TryFind(effective, out var value, out var layer)) entries.Add(new ConfigurationEntry(key, ValueForms.Show(value), layer.Name));
        }
        return entries;
    }

    private T Read<T>(string key, ValueForm<T> form, out ConfigurationLayer? layer)
    {
        var effective = EffectiveKey(key, out var value, out layer);
        _sources.Known[KeyOf(key)] = effective;
        if (value is null) Report($"{KeyOf(key)}: is not set; allowed: {form.Allowed}");
        else if (form.Read(value, out var result)) return result;
        else Report($"{effective}: found {ValueForms.Show(value)} in {layer!.Name}; allowed: {form.Allowed}");
        return default!;
    }

    private string KeyOf(string key) => $"{Name}.{key}";

    private string Found(string key)
    {
        EffectiveKey(key, out var value, out var layer);
        return value is null ? "nothing" : $"{ValueForms.Show(value)} in {layer!.Name}";
    }

    /// <summary>The full key that has the value: this section's, or that of the section which says what this one does not.</summary>
    private string EffectiveKey(string key, out HoconValue? value, out ConfigurationLayer? layer)
    {
        foreach (var section in _sections)
        {
            if (_sources.TryFind($"{section}.{key}", out value, out layer)) return $"{section}.{key}";
        }
        (value, layer) = (null, null);
        return KeyOf(key);
    }

    /// <summary>What all sections share.</summary>
    private sealed record Sources(
        IReadOnlyList<ConfigurationLayer> Layers, ConfigurationProblems Problems, SortedDictionary<string, string> Known)
    {
        public bool TryFind(string key, [NotNullWhen(true)] out HoconValue? value, [NotNullWhen(true)] out ConfigurationLayer? found)
        {
            for (var i = Layers.Count - 1; i >= 0; i--)
            {
                if (!Layers[i].Values.TryGetValue(key, out value)) continue;
                found = Layers[i];
                return true;
            }
            (value, found) = (null, null);
            return false;
        }
    }
}
