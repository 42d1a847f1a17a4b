namespace Router.ValueCases;

/// <summary>Names of units: those of the specification and ours in one form.</summary>
internal static class Units
{
    /// <summary>In lower case, without blanks and hyphens, in the singular: "Square meter" is "squaremeter".</summary>
    public static string Name(string? unit)
    {
        if (unit is null) return "";
        var name = unit.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return name;
    }
}
