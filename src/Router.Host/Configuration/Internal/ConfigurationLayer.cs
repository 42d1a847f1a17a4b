using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>One source of configuration, its tree laid out as full keys.</summary>
internal sealed class ConfigurationLayer
{
    /// <param name="name">How messages call it: a path, or the setting on the command line.</param>
    /// <param name="kind">What it may say.</param>
    /// <param name="directory">Where its relative paths start.</param>
    /// <param name="config">Its content.</param>
    public ConfigurationLayer(string name, LayerKind kind, string directory, Config config)
    {
        (Name, Kind, Directory, Config) = (name, kind, directory, config);
        if (config.Root.GetObject() is { } root) LayOut(root, "");
    }

    public string Name { get; }

    public LayerKind Kind { get; }

    public string Directory { get; }

    public Config Config { get; }

    /// <summary>Keys that have a text or a list, with their values.</summary>
    public Dictionary<string, HoconValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys that have an object, and how many keys it has.</summary>
    public Dictionary<string, int> Objects { get; } = new(StringComparer.Ordinal);

    private void LayOut(HoconObject owner, string prefix)
    {
        foreach (var (name, value) in owner.Items)
        {
            var key = prefix + Quote(name);
            if (value.GetObject() is { } inner)
            {
                Objects[key] = inner.Items.Count;
                LayOut(inner, key + ".");
            }
            else
            {
                Values[key] = value;
            }
        }
    }

    private static string Quote(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name : $"\"{name}\"";
}

/// <summary>What a layer may say.</summary>
internal enum LayerKind
{
    /// <summary>reference.conf: defaults.</summary>
    Reference,

    /// <summary>The deployment's file: anything.</summary>
    Deployment,

    /// <summary>A file of the folder subsystems: the definitions of subsystems.</summary>
    Subsystem,

    /// <summary>A setting of the command line: changes, but defines no subsystem.</summary>
    CommandLine,
}
