using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Router.Contracts.Configuration;

/// <summary>One source of configuration, its tree laid out as full keys.</summary>
public sealed class ConfigurationLayer
{
    private readonly Dictionary<string, HoconValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _objects = new(StringComparer.Ordinal);

    /// <summary>Lays out a tree.</summary>
    /// <param name="name">How messages call it: a path, or the setting on the command line.</param>
    /// <param name="kind">What it may say.</param>
    /// <param name="directory">Where its relative paths start.</param>
    /// <param name="config">Its content.</param>
    public ConfigurationLayer(string name, LayerKind kind, string directory, Config config)
    {
        (Name, Kind, Directory, Config) = (name, kind, directory, config);
        if (config.Root.GetObject() is { } root) LayOut(root, "");
    }

    /// <summary>How messages call it.</summary>
    public string Name { get; }

    /// <summary>What it may say.</summary>
    public LayerKind Kind { get; }

    /// <summary>Where its relative paths start.</summary>
    public string Directory { get; }

    /// <summary>Its content.</summary>
    public Config Config { get; }

    /// <summary>Keys that have a text or a list, with their values.</summary>
    public IReadOnlyDictionary<string, HoconValue> Values => _values;

    /// <summary>Keys that have an object, and how many keys it has.</summary>
    public IReadOnlyDictionary<string, int> Objects => _objects;

    private void LayOut(HoconObject owner, string prefix)
    {
        foreach (var (name, value) in owner.Items)
        {
            var key = prefix + Quote(name);
            if (value.GetObject() is { } inner)
            {
                _objects[key] = inner.Items.Count;
                LayOut(inner, key + ".");
            }
            else
            {
                _values[key] = value;
            }
        }
    }

    private static string Quote(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name : $"\"{name}\"";
}

/// <summary>What a layer may say.</summary>
public enum LayerKind
{
    /// <summary>reference.conf: defaults.</summary>
    Reference,

    /// <summary>The deployment's file: anything.</summary>
    Deployment,

    /// <summary>A file of the folder subsystems: the definitions of subsystems.</summary>
    Subsystem,

    /// <summary>The file of one node among several: changes, but defines no subsystem.</summary>
    Node,

    /// <summary>A setting of the command line: changes, but defines no subsystem.</summary>
    CommandLine,
}
