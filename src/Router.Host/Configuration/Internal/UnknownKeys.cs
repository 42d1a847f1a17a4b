using Router.Contracts.Configuration;

namespace Router.Host.Configuration.Internal;

/// <summary>Reports keys that nothing reads, and the keys that were perhaps meant.</summary>
internal static class UnknownKeys
{
    private const string Root = "router";
    private const string EngineRoot = "akka";
    private const int MostSuggestions = 3;
    private const int MostCompared = 50;

    /// <summary>The sections whose objects have names of the operator's own.</summary>
    private static readonly string[] Named = [SubsystemNames.Key, BackboneNames.Key];

    public static void Report(IReadOnlyList<ConfigurationLayer> layers, SettingsReader reader, ConfigurationProblems problems)
    {
        var known = new HashSet<string>(reader.Known, StringComparer.Ordinal);
        var sections = SectionsOf(known);
        // Backbones of reference.conf do not count where the deployment's file has its own.
        foreach (var layer in layers.Where(layer => layer.Kind != LayerKind.Reference))
        {
            if (layer.Values.Keys.Concat(layer.Objects.Keys).Any(BackboneNames.IsOld)) problems.Add(BackboneNames.OldProblem(layer));
            foreach (var key in layer.Values.Keys.Where(key => MayBeJudged(layer, key))) ReportValue(layer, key);
            foreach (var (key, count) in layer.Objects.Where(pair => MayBeJudged(layer, pair.Key))) ReportObject(layer, key, isEmpty: count == 0);
        }

        // A setting or a node may be about a subsystem or a backbone whose file could not be read.
        bool MayBeJudged(ConfigurationLayer layer, string key) =>
            !BackboneNames.IsOld(key) && (!problems.IsIncomplete || layer.Kind is not (LayerKind.Node or LayerKind.CommandLine) || !Named.Any(section => key.StartsWith(section, StringComparison.Ordinal)));

        void ReportValue(ConfigurationLayer layer, string key)
        {
            if (IsEngine(key))
            {
                if (layer.Kind == LayerKind.Subsystem) problems.Add(OutOfPlace(layer, key));
            }
            else if (sections.Contains(key))
            {
                problems.Add($"{key}: found {ValueForms.Show(layer.Values[key])} in {layer.Name}; allowed: an object, {{ … }}");
            }
            else if (!known.Contains(key))
            {
                if (!IsInBadName(key)) problems.Add(Unknown(layer, key, known, problems));
            }
            else if (layer.Kind == LayerKind.Subsystem && !key.StartsWith(SubsystemNames.Key + ".", StringComparison.Ordinal))
            {
                problems.Add(OutOfPlace(layer, key));
            }
        }

        // What is wrong inside of an object is reported key by key.
        void ReportObject(ConfigurationLayer layer, string key, bool isEmpty)
        {
            if (!isEmpty || IsEngine(key) || sections.Contains(key)) return;
            if (known.Contains(key)) problems.Add($"{key}: found an object in {layer.Name}; allowed: a value");
            else if (!IsInBadName(key)) problems.Add(Unknown(layer, key, sections, problems));
        }
    }

    private static string Unknown(ConfigurationLayer layer, string key, IEnumerable<string> allowed, ConfigurationProblems problems)
    {
        // Finding them takes a while, which a file with very many wrong keys must not multiply.
        if (problems.Found.Count >= MostCompared) return $"{key}: there is no such key (found in {layer.Name})";
        var nearest = allowed.OrderBy(k => EditDistance.Between(k, key)).ThenBy(k => k, StringComparer.Ordinal).Take(MostSuggestions);
        return $"{key}: there is no such key (found in {layer.Name}); the nearest are {string.Join(", ", nearest)}";
    }

    private static string OutOfPlace(ConfigurationLayer layer, string key) =>
        $"{key}: found in {layer.Name}; a file of the folder subsystems may only hold {SubsystemNames.Key}";

    private static bool IsEngine(string key) => key == EngineRoot || key.StartsWith(EngineRoot + ".", StringComparison.Ordinal);

    /// <summary>A subsystem or a backbone whose name is not allowed was reported already.</summary>
    private static bool IsInBadName(string key) => Named.Any(section =>
        key.StartsWith(section + ".", StringComparison.Ordinal)
        && (key[section.Length + 1] == '"' || !ValueForms.IsName(key[(section.Length + 1)..].Split('.')[0])));

    private static HashSet<string> SectionsOf(IEnumerable<string> keys)
    {
        var sections = new HashSet<string>(StringComparer.Ordinal) { Root, SubsystemNames.Key, BackboneNames.Key };
        foreach (var key in keys)
        {
            for (var dot = key.LastIndexOf('.'); dot > 0; dot = key.LastIndexOf('.', dot - 1)) sections.Add(key[..dot]);
        }

        return sections;
    }
}
