using Akka.Configuration.Hocon;

namespace Router.Host.Configuration.Internal;

/// <summary>
/// Checks a parsed tree, in which substitutions are references, before anything walks it: that it ends, that it is not larger than it looks,
/// and that nothing in it was passed over.
/// </summary>
internal sealed class HoconTree
{
    /// <summary>Characters and values of a tree, each counted wherever a substitution puts it.</summary>
    public const long Largest = 1L << 20;

    /// <summary>Values within each other, those that substitutions lead to included.</summary>
    private const int Deepest = 128;

    private readonly Dictionary<HoconValue, Measure?> _measured = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<HoconSubstitution> _reached = new(ReferenceEqualityComparer.Instance);

    private HoconTree()
    {
    }

    /// <summary>Checks a tree, and takes what is no item out of its lists.</summary>
    /// <exception cref="FileProblem">What is wrong with it.</exception>
    public static void Check(Config config)
    {
        var tree = new HoconTree();
        tree.Weigh(config.Root, "", depth: 0);
        if (config.Substitutions.FirstOrDefault(substitution => !tree._reached.Contains(substitution)) is { } lost)
            throw new FileProblem($"${{{lost.Path}}}: its key is set again further down, which would lose it; allowed: one of the two");
    }

    private Measure Weigh(HoconValue value, string key, int depth)
    {
        if (_measured.TryGetValue(value, out var known))
        {
            var measure = known ?? throw new FileProblem($"{key}: a substitution leads back to itself");
            return depth + measure.Height <= Deepest ? measure : throw TooDeep(key);
        }
        if (depth > Deepest) throw TooDeep(key);
        _measured[value] = null;
        if (value.Values.Exists(part => part is HoconObject) && value.Values.Exists(part => part is not (HoconObject or HoconLiteral)))
            throw new FileProblem($"{key}: found both an object and something else; allowed: one of the two");
        var (weight, height) = (1L, 0);
        foreach (var part in value.Values)
        {
            if (part is HoconLiteral literal) weight += literal.Value?.Length ?? 0;
            foreach (var (name, inner) in Inside(part))
            {
                var measure = Weigh(inner, key.Length == 0 ? name : $"{key}.{name}", depth + 1);
                (weight, height) = (weight + measure.Weight, Math.Max(height, measure.Height + 1));
            }
            if (weight > Largest) throw new FileProblem($"{key}: has more than {Largest} characters and values once its substitutions are made");
        }
        var whole = new Measure(weight, height);
        _measured[value] = whole;
        return whole;
    }

    private IEnumerable<(string Name, HoconValue Value)> Inside(IHoconElement part)
    {
        switch (part)
        {
            case HoconObject owner:
                return owner.Items.Select(item => (item.Key, item.Value));
            case HoconArray list:
                // Akka.NET puts an item without content into a list that has white space before its end.
                list.RemoveAll(item => item.Values.Count == 0);
                return list.Select((item, index) => ($"{index}", item));
            case HoconSubstitution substitution:
                _reached.Add(substitution);
                return [(substitution.Path, substitution.ResolvedValue)];
            default:
                return [];
        }
    }

    private static FileProblem TooDeep(string key) => new($"{(key.Length <= 100 ? key : key[..100] + "…")}: has more than {Deepest} values within each other");

    private readonly record struct Measure(long Weight, int Height);
}
