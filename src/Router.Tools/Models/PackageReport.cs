namespace Router.Tools.Models;

/// <summary>What <c>router models</c> says of a package.</summary>
/// <param name="Path">Its directory.</param>
/// <param name="Kind"><c>backbone</c>, <c>subsystem</c>, <c>ranker</c> or <c>cutter</c>; null when the package is broken.</param>
/// <param name="Name">Its name; null when the package is broken.</param>
/// <param name="Version">Its version; null when the package is broken.</param>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>int8</c>; null when the package is broken.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="MaxDifference">Largest difference from the recorded outputs; null unless they were replayed.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
public sealed record PackageReport(
    string Path, string? Kind, string? Name, string? Version, string? Precision, long Bytes, double? MaxDifference, string? Problem)
{
    /// <summary>The report of a package that is broken.</summary>
    public static PackageReport Of(string path, string problem) => new(path, null, null, null, null, 0, null, problem);
}
