using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>Reads keys from layers, the last first, and remembers which keys there are.</summary>
internal sealed class SettingsReader(IReadOnlyList<ConfigurationLayer> layers, Problems problems)
{
    private readonly SortedDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Every key that was read.</summary>
    public IReadOnlyCollection<string> Known => _known.Keys;

    /// <summary>The value of a key, or of another one when no layer has the first. What is wrong with it is reported.</summary>
    /// <returns>The value; the type's default when there is none of the form.</returns>
    public T Read<T>(string key, ValueForm<T> form, string? otherwise = null) => Read(key, form, otherwise, out _);

    /// <summary>A path, made absolute from where its layer's relative paths start; null when the text is empty and may be.</summary>
    public string? ReadPath(string key, ValueForm<string> form)
    {
        var path = Read(key, form, null, out var layer);
        if (string.IsNullOrEmpty(path) || layer is null) return null;
        return Path.GetFullPath(Path.Combine(layer.Directory, path));
    }

    /// <summary>Every key that was read, with its value and where that comes from.</summary>
    public List<ConfigurationEntry> Entries()
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var (key, effective) in _known)
        {
            if (TryFind(effective, out var value, out var layer)) entries.Add(new ConfigurationEntry(key, ValueForms.Show(value), layer.Name));
        }

        return entries;
    }

    private T Read<T>(string key, ValueForm<T> form, string? otherwise, out ConfigurationLayer? layer)
    {
        var effective = key;
        if (!TryFind(key, out var value, out layer) && otherwise is not null)
        {
            effective = otherwise;
            TryFind(otherwise, out value, out layer);
        }

        _known[key] = effective;
        if (value is null) problems.Add($"{key}: is not set; allowed: {form.Allowed}");
        else if (form.Read(value, out var result)) return result;
        else problems.Add($"{effective}: found {ValueForms.Show(value)} in {layer!.Name}; allowed: {form.Allowed}");
        return default!;
    }

    private bool TryFind(
        string key,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HoconValue? value,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ConfigurationLayer? found)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (!layers[i].Values.TryGetValue(key, out value)) continue;
            found = layers[i];
            return true;
        }

        (value, found) = (null, null);
        return false;
    }
}
