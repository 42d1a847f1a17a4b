using System.Text.Json;

namespace Router.ValueCases;

/// <summary>An expression that is to be found.</summary>
/// <param name="Type">The type by its specification, without the prefix "datetimeV2.".</param>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Right">The values that are right, in the canonical form of <see cref="Canonical"/>.</param>
/// <param name="IsAbout">Whether it is said to be no exact value.</param>
internal sealed record Expected(string Type, int Start, int End, IReadOnlyList<string> Right, bool IsAbout)
{
    private const string Prefix = "datetimeV2.";

    public static Expected Parse(JsonElement json, DateTime now)
    {
        var resolution = json.GetProperty("resolution");
        var type = json.GetProperty("type").GetString() ?? TypeOf(resolution);
        if (type.StartsWith(Prefix, StringComparison.Ordinal)) type = type[Prefix.Length..];
        return new Expected(type, json.GetProperty("start").GetInt32(), json.GetProperty("end").GetInt32(), Canonical.Of(type, resolution, now), IsApproximate(resolution));
    }

    private static bool IsApproximate(JsonElement resolution)
    {
        var said = resolution.TryGetProperty("values", out var readings) ? readings[0] : resolution;
        return said.TryGetProperty("Mod", out var modifier) && modifier.ValueEquals("approx");
    }

    /// <summary>Some results say their type only in their readings.</summary>
    private static string TypeOf(JsonElement resolution) => resolution.GetProperty("values")[0].GetProperty("type").GetString()!;
}
