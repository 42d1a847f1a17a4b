using Router.Contracts.Configuration;

namespace Router.Host.Configuration.Internal;

/// <summary>Finds which subsystems the files define. A subsystem stands in one file.</summary>
internal static class SubsystemNames
{
    /// <summary>The section, in <c>router {}</c>.</summary>
    public const string Section = "subsystems";

    /// <summary>The section's key.</summary>
    public const string Key = $"router.{Section}";

    public static List<string> Find(IReadOnlyList<ConfigurationLayer> layers, SettingsReader section)
    {
        var definedIn = new SortedDictionary<string, ConfigurationLayer>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(l => l.Kind is not (LayerKind.Node or LayerKind.CommandLine)))
        {
            foreach (var name in ConfigurationNames.In(layer, Key))
            {
                if (!ValueForms.IsName(name))
                    section.Report($"{Key}.{name}: found in {layer.Name}; a subsystem's name is {ValueForms.AllowedName}");
                else if (!definedIn.TryAdd(name, layer))
                    section.Report($"{Key}.{name}: two subsystems have this name, one in {definedIn[name].Name} and one in {layer.Name}; allowed is one");
            }
        }

        return [.. definedIn.Keys];
    }
}
