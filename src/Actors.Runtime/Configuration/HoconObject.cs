using Actors.Runtime.Configuration.Internal;

namespace Actors.Runtime.Configuration;

/// <summary>Keys with their values, in the order in which they were first written.</summary>
public class HoconObject : IHoconElement
{
    /// <summary>The values by key; a key is one path element, unquoted.</summary>
    public Dictionary<string, HoconValue> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>The tree as plain objects: a dictionary for an object, a list for an array, a string or null for the rest.</summary>
    public IDictionary<string, object?> Unwrapped => HoconUnwrapper.Unwrap(this);

    /// <summary>False: an object is not text.</summary>
    public bool IsString() => false;

    /// <summary>Null: an object is not text.</summary>
    public string? GetString() => null;

    /// <summary>False: an object is not an array.</summary>
    public bool IsArray() => false;

    /// <summary>Empty: an object is not an array.</summary>
    public IList<HoconValue> GetArray() => [];

    /// <summary>The value of a key, or null.</summary>
    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>The value of a key, added empty when there was none.</summary>
    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value)) Items[key] = value = new HoconValue();
        return value;
    }

    /// <summary>Lays the values of <paramref name="other"/> over these: objects merge key by key, anything else replaces.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
        {
            if (Items.TryGetValue(key, out var mine) && mine.GetObject() is { } below && value.GetObject() is { } above)
                below.Merge(above);
            else
                Items[key] = value;
        }
    }

    /// <summary>The object as HOCON text.</summary>
    public override string ToString() => HoconRenderer.Render(this);
}
