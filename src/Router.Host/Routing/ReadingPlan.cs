using Router.Contracts;
using Router.Inference;
using Router.Language;

namespace Router.Host.Routing;

/// <summary>A head as the plan sees it.</summary>
/// <param name="Subsystem">Whose it is.</param>
/// <param name="Backbone">The backbone that it reads, name and version; a subsystem has one head for each at most.</param>
/// <param name="Languages">The languages that it was trained on.</param>
internal sealed record PlannedHead(string Subsystem, string Backbone, IReadOnlyList<string> Languages);

/// <summary>
/// Decides, once for each kind of text, which backbones encode it and which head of each subsystem judges it: the subsystem's first head whose
/// languages have the text's script. Latin letters beside those of another script are names, which say nothing of the language; of several
/// other scripts a head reads as many as any does. A text without letters is read by everybody's first head.
/// </summary>
internal sealed class ReadingPlan
{
    private readonly ServedScripts _served;
    private readonly TextRoute[] _routes = new TextRoute[(int)Scripts.All + 1];
    private readonly Dictionary<string, int> _readers;

    /// <param name="heads">Of all subsystems, those of one in the order of preference.</param>
    public ReadingPlan(IReadOnlyList<PlannedHead> heads)
    {
        _served = new ServedScripts(heads.SelectMany(head => head.Languages));
        _readers = heads.CountBy(head => head.Backbone, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var subsystems = heads.GroupBy(head => head.Subsystem, StringComparer.Ordinal).OrderBy(own => own.Key, StringComparer.Ordinal).ToList();
        var known = new Dictionary<string, TextRoute>(StringComparer.Ordinal);
        for (var kind = Scripts.None; kind <= Scripts.All; kind++)
        {
            var chosen = subsystems.Select(own => Choose([.. own], kind)).OfType<PlannedHead>().ToList();
            // Kinds that everybody reads alike have one route, so that a piece of a text is known to be read as the whole is.
            var judges = string.Join('\n', chosen.Select(head => $"{head.Subsystem} {head.Backbone}"));
            if (!known.TryGetValue(judges, out var route)) known.Add(judges, route = RouteOf(chosen));
            _routes[(int)kind] = route;
        }
    }

    /// <summary>The plan for the heads of these packages.</summary>
    public static ReadingPlan Of(IEnumerable<ModelPackage> heads) =>
        new([.. heads.Select(head => new PlannedHead(head.Manifest.Name, $"{head.Subsystem.Backbone}", head.Subsystem.Languages))]);

    /// <summary>The route of a text without letters.</summary>
    public TextRoute First => _routes[0];

    /// <summary>The route of a text.</summary>
    /// <returns>Null when it is in a script that no head was trained on, or holds neither letters nor digits.</returns>
    public TextRoute? RouteOf(ReadOnlySpan<char> text) => _served.Read(text) is { } kind ? _routes[(int)kind] : null;

    private static PlannedHead? Choose(IReadOnlyList<PlannedHead> heads, Scripts kind)
    {
        var wanted = kind == Scripts.Latin ? kind : kind & ~Scripts.Latin;
        return wanted == Scripts.None ? heads[0] : heads.Where(head => Shared(head, wanted) > 0).MaxBy(head => Shared(head, wanted));
    }

    private static int Shared(PlannedHead head, Scripts wanted) => int.PopCount((int)(ScriptsOf.Languages(head.Languages) & wanted));

    /// <summary>The backbone that most read comes first: its pieces are what hypotheses are compared by.</summary>
    private TextRoute RouteOf(IReadOnlyList<PlannedHead> chosen)
    {
        var steps = chosen.GroupBy(head => head.Backbone, StringComparer.Ordinal).OrderByDescending(own => own.Count()).ThenBy(own => own.Key, StringComparer.Ordinal);
        var rosters = steps.Select(own => (Backbone: own.Key, Subsystems: new SubsystemRoster(own.Select(head => head.Subsystem)))).ToList();
        // Of one of several it is always said who is to judge: where it is not encoded, the others' verdicts count.
        return new TextRoute([.. rosters.Select(own => new EncodeStep(
            own.Backbone, own.Subsystems, rosters.Count == 1 && own.Subsystems.Names.Count == _readers[own.Backbone] ? null : own.Subsystems))]);
    }
}
