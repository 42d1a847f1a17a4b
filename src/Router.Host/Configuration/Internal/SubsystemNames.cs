namespace Router.Host.Configuration.Internal;

/// <summary>Finds which subsystems the files define. A subsystem stands in one file.</summary>
internal static class SubsystemNames
{
    public const string Section = "router.subsystems";

    public const string Allowed = "1 to 64 lower-case letters, digits, - and _, the first a letter or digit";

    public static List<string> Find(IReadOnlyList<ConfigurationLayer> layers, Problems problems)
    {
        var definedIn = new SortedDictionary<string, ConfigurationLayer>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(l => l.Kind != LayerKind.CommandLine))
        {
            foreach (var name in NamesIn(layer))
            {
                if (!IsName(name))
                    problems.Add($"{Section}.{name}: found in {layer.Name}; a subsystem's name is {Allowed}");
                else if (!definedIn.TryAdd(name, layer))
                    problems.Add($"{Section}.{name}: two subsystems have this name, one in {definedIn[name].Name} and one in {layer.Name}; allowed is one");
            }
        }

        return [.. definedIn.Keys];
    }

    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 64
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static IEnumerable<string> NamesIn(ConfigurationLayer layer)
    {
        const string prefix = Section + ".";
        return layer.Objects.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..])
            .Where(name => !name.Contains('.', StringComparison.Ordinal) || name.StartsWith('"'));
    }
}
