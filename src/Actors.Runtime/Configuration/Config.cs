using Actors.Runtime.Configuration.Internal;

namespace Actors.Runtime.Configuration;

/// <summary>
/// A configuration: a tree of values and, behind it, a chain of fallbacks. A path is key.key.key; a key with a dot or a
/// space in it stands in double quotes. The getters answer from the first layer that has the path, take the given default when none has it, and
/// throw a <see cref="ConfigurationException"/> that names the path when the value does not have the form asked for.
/// </summary>
public class Config
{
    /// <summary>A configuration without any key.</summary>
    public static readonly Config Empty = new();

    /// <summary>A configuration without any key.</summary>
    public Config() => Root = new HoconValue(new HoconObject());

    /// <summary>A parsed document.</summary>
    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root.Value;
        Substitutions = root.Substitutions;
    }

    /// <summary>A configuration in front of another.</summary>
    public Config(Config source, Config? fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        Root = source.Root;
        Substitutions = source.Substitutions;
        Fallback = fallback;
    }

    /// <summary>Where this layer has no value, the next is asked; null at the end of the chain.</summary>
    public Config? Fallback { get; private init; }

    /// <summary>Whether this layer has no key.</summary>
    public bool IsEmpty => Root.IsEmpty;

    /// <summary>The tree of this layer alone.</summary>
    public HoconValue Root { get; private init; }

    /// <summary>The substitutions resolved in this layer.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; set; } = [];

    /// <summary>This chain with one more layer at its end.</summary>
    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this)) throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        if (fallback is null || (fallback.IsEmpty && fallback.Fallback is null)) return this;
        return IsEmpty && Fallback is null ? fallback : Copy(fallback);
    }

    /// <summary>Whether the path leads to a value; <c>null</c> is one.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The value at a path, or null.</summary>
    public HoconValue? GetValue(string path) => Find(path);

    /// <summary>The object at a path with its own fallbacks; empty when no layer has one.</summary>
    public virtual Config GetConfig(string path)
    {
        var keys = HoconPath.Split(path);
        var found = Empty;
        for (var layer = this; layer is not null; layer = layer.Fallback)
        {
            var value = Descend(layer.Root, keys, out var hidden);
            if (value is not null && value.IsObject()) found = found.WithFallback(value.ToConfig());
            if (hidden || (value is not null && !value.IsObject())) break;
        }

        return found;
    }

    /// <summary>The top-level keys of every layer, each with its first value.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var layer = this; layer is not null; layer = layer.Fallback)
        {
            foreach (var item in layer.Root.GetObject()?.Items ?? [])
            {
                if (seen.Add(item.Key)) yield return item;
            }
        }
    }

    /// <summary>A boolean: true, on, yes, false, off or no.</summary>
    public virtual bool GetBoolean(string path, bool @default = false) => Read(path, v => v.GetBoolean(), @default);

    /// <summary>A size in bytes, or null when there is no such path.</summary>
    public virtual long? GetByteSize(string path) => Read(path, v => v.GetByteSize(), null);

    /// <summary>A size in bytes.</summary>
    public virtual long? GetByteSize(string path, long? def = null) => Read(path, v => v.GetByteSize(), def);

    /// <summary>A whole number.</summary>
    public virtual int GetInt(string path, int @default = 0) => Read(path, v => v.GetInt(), @default);

    /// <summary>A whole number.</summary>
    public virtual long GetLong(string path, long @default = 0) => Read(path, v => v.GetLong(), @default);

    /// <summary>Text.</summary>
    public virtual string? GetString(string path, string? @default = null) => Read(path, v => v.GetString(), @default);

    /// <summary>A number.</summary>
    public virtual float GetFloat(string path, float @default = 0) => Read(path, v => v.GetFloat(), @default);

    /// <summary>A decimal number.</summary>
    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, v => v.GetDecimal(), @default);

    /// <summary>A number.</summary>
    public virtual double GetDouble(string path, double @default = 0) => Read(path, v => v.GetDouble(), @default);

    /// <summary>A list of booleans; empty when there is no such path.</summary>
    public virtual IList<bool> GetBooleanList(string path) => Read(path, v => v.GetBooleanList(), []);

    /// <summary>A list of decimal numbers; empty when there is no such path.</summary>
    public virtual IList<decimal> GetDecimalList(string path) => Read(path, v => v.GetDecimalList(), []);

    /// <summary>A list of numbers; empty when there is no such path.</summary>
    public virtual IList<float> GetFloatList(string path) => Read(path, v => v.GetFloatList(), []);

    /// <summary>A list of numbers; empty when there is no such path.</summary>
    public virtual IList<double> GetDoubleList(string path) => Read(path, v => v.GetDoubleList(), []);

    /// <summary>A list of whole numbers; empty when there is no such path.</summary>
    public virtual IList<int> GetIntList(string path) => Read(path, v => v.GetIntList(), []);

    /// <summary>A list of whole numbers; empty when there is no such path.</summary>
    public virtual IList<long> GetLongList(string path) => Read(path, v => v.GetLongList(), []);

    /// <summary>A list of numbers from 0 to 255; empty when there is no such path.</summary>
    public virtual IList<byte> GetByteList(string path) => Read(path, v => v.GetByteList(), []);

    /// <summary>A list of texts; empty when there is no such path.</summary>
    public virtual IList<string> GetStringList(string path) => Read(path, v => v.GetStringList(), []);

    /// <summary>A list of texts.</summary>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) => Read(path, v => v.GetStringList(), defaultPaths);

    /// <summary>A duration; see <see cref="HoconValue.GetTimeSpan"/>.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, v => v.GetTimeSpan(allowInfinite), @default.GetValueOrDefault());

    /// <summary>This layer, without its fallbacks, as HOCON text.</summary>
    public override string ToString() => Root.ToString();

    /// <summary>A copy of the chain with one more layer at its end.</summary>
    protected Config Copy(Config? fallback = null)
    {
        var layers = new Stack<Config>();
        for (var layer = this; layer is not null; layer = layer.Fallback) layers.Push(layer);
        var copy = fallback;
        foreach (var layer in layers) copy = new Config { Root = layer.Root, Substitutions = layer.Substitutions, Fallback = copy };
        return copy!;
    }

    private static HoconValue? Descend(HoconValue root, List<string> keys, out bool hidden)
    {
        hidden = false;
        var node = root;
        foreach (var key in keys)
        {
            if (node.GetObject() is not { } owner)
            {
                hidden = true;
                return null;
            }

            if (owner.GetKey(key) is not { } next) return null;
            node = next;
        }

        return node;
    }

    private HoconValue? Find(string path)
    {
        var keys = HoconPath.Split(path);
        for (var layer = this; layer is not null; layer = layer.Fallback)
        {
            if (Descend(layer.Root, keys, out var hidden) is { } found) return found;
            if (hidden) return null;
        }

        return null;
    }

    private T Read<T>(string path, Func<HoconValue, T> read, T absent)
    {
        if (Find(path) is not { } value) return absent;
        try
        {
            return read(value);
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"{path}: {e.Message}", e);
        }
    }
}
