using Router.Contracts.Configuration;

namespace Router.Host.Configuration.Internal;

/// <summary>Finds the objects of a section whose names are chosen by the operator.</summary>
internal static class ConfigurationNames
{
    /// <param name="layer">The layer.</param>
    /// <param name="section">The section's key.</param>
    public static IEnumerable<string> In(ConfigurationLayer layer, string section) => layer.Objects.Keys
        .Where(key => key.StartsWith(section + ".", StringComparison.Ordinal))
        .Select(key => key[(section.Length + 1)..])
        .Where(name => !name.Contains('.', StringComparison.Ordinal) || name.StartsWith('"'));
}
