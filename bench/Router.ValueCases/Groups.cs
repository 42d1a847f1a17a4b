namespace Router.ValueCases;

/// <summary>Groups of cases that have a bound of their own.</summary>
internal static class Groups
{
    public const string Plain = "plain";
    public const string Ranges = "ranges";
    public const string Numbers = "numbers";

    /// <summary>Types with fewer cases than this are counted together.</summary>
    private const int Fewest = 20;

    public static string Of(ValueCase @case) => @case.Model switch
    {
        "NumberRangeModel" => Ranges,
        "DateTimeModel" => @case.Results.Any(result => result.Type.EndsWith("range", StringComparison.Ordinal)) ? Ranges : Plain,
        _ => Numbers,
    };

    /// <summary>Cases by their first result's type, small types pooled; those without results by their model.</summary>
    public static IEnumerable<(string Type, IReadOnlyList<Judgement> Cases)> ByType(IEnumerable<Judgement> judgements)
    {
        var types = judgements.GroupBy(judgement => TypeOf(judgement.Case)).ToList();
        foreach (var type in types.Where(type => type.Count() >= Fewest).OrderBy(type => type.Key, StringComparer.Ordinal)) yield return (type.Key, [.. type]);
        var small = types.Where(type => type.Count() < Fewest).ToList();
        if (small.Count > 0) yield return (string.Join(", ", small.Select(type => type.Key).Order(StringComparer.Ordinal)), [.. small.SelectMany(type => type)]);
    }

    private static string TypeOf(ValueCase @case) =>
        @case.Results.Count == 0 ? $"nothing of {@case.Model}" : @case.Results.FirstOrDefault(result => result.Type.EndsWith("range", StringComparison.Ordinal))?.Type ?? @case.Results[0].Type;
}
