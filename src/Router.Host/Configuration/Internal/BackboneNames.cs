using Router.Contracts.Configuration;

namespace Router.Host.Configuration.Internal;

/// <summary>Finds which backbones the deployment's file defines; where it defines none, those of reference.conf.</summary>
internal static class BackboneNames
{
    /// <summary>The section, in <c>router {}</c>.</summary>
    public const string Section = "backbones";

    /// <summary>The section's key.</summary>
    public const string Key = $"router.{Section}";

    /// <summary>What the section was called when there was one backbone.</summary>
    private const string OldKey = "router.backbone";

    public static List<string> Find(IReadOnlyList<ConfigurationLayer> layers, SettingsReader section)
    {
        var keys = KeysIn(layers, LayerKind.Deployment, section);
        return keys.Count > 0 ? keys : KeysIn(layers, LayerKind.Reference, section);
    }

    /// <summary>Whether a key is of the old section, for which there is a message of its own.</summary>
    public static bool IsOld(string key) => key == OldKey || key.StartsWith(OldKey + ".", StringComparison.Ordinal);

    /// <summary>What to write in the place of the old section.</summary>
    public static string OldProblem(ConfigurationLayer layer) =>
        $"{OldKey}: found in {layer.Name}; allowed: what all backbones share in router.backbone-defaults, and each one in {Key}.NAME {{ version = … }}";

    private static List<string> KeysIn(IReadOnlyList<ConfigurationLayer> layers, LayerKind kind, SettingsReader section)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(layer => layer.Kind == kind))
        {
            foreach (var key in ConfigurationNames.In(layer, Key))
            {
                if (ValueForms.IsName(key)) keys.Add(key);
                else section.Report($"{Key}.{key}: found in {layer.Name}; a backbone's key is {ValueForms.AllowedName}");
            }
        }
        return [.. keys];
    }
}
