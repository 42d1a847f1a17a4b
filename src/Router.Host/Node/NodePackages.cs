using Actors.Backbone;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Inference;

namespace Router.Host.Node;

/// <summary>The packages that a node's models come from, verified.</summary>
/// <param name="Backbones">Of the encoders that a head reads.</param>
/// <param name="Ranker">Of what decides.</param>
/// <param name="Cutter">Of what cuts texts; null when they never are.</param>
/// <param name="Heads">Of the subsystems that are enabled, by name; those of one in the order of preference.</param>
/// <param name="Unread">The configured backbones that no head reads: they are not loaded.</param>
internal sealed record NodePackages(
    IReadOnlyList<BackbonePackage> Backbones,
    ModelPackage Ranker,
    ModelPackage? Cutter,
    IReadOnlyList<ModelPackage> Heads,
    IReadOnlyList<BackbonePackage> Unread)
{
    /// <summary>The backbone that a head reads.</summary>
    public BackbonePackage BackboneOf(ModelPackage head) => Backbones.First(backbone => backbone.IsReadBy(head));

    /// <summary>Opens the packages that the settings name.</summary>
    /// <param name="settings">What to open.</param>
    /// <param name="problems">Takes what is wrong; the result is only whole when there is nothing.</param>
    public static NodePackages Open(RouterSettings settings, PackageProblems problems)
    {
        var signers = settings.Models.Signers is { } file ? problems.Try(() => PackageSigners.Read(file)) : null;
        ModelPackage? Try(string directory, PackageKind kind, string? name, string version) =>
            problems.Try(() => Packages.Open(directory, kind, name, version, signers));

        var backbones = settings.Backbones
            .Select(own => Try(own.Package, PackageKind.Backbone, own.Name, own.Version) is { } package ? new BackbonePackage(own, package) : null)
            .OfType<BackbonePackage>().ToList();
        var ranker = Try(settings.Ranker.Package, PackageKind.Ranker, name: null, settings.Ranker.Version);
        var cutter = settings.Cutting is { } cutting ? Try(cutting.Package, PackageKind.Cutter, name: null, cutting.Version) : null;
        var heads = settings.Subsystems.Where(subsystem => subsystem.Enabled)
            .SelectMany(subsystem => subsystem.Packages.Select(own => Try(own.Directory, PackageKind.Subsystem, subsystem.Name, own.Version)))
            .OfType<ModelPackage>().ToList();
        // A backbone that could not be opened is said to be broken, and not to be missing as well.
        if (backbones.Count == settings.Backbones.Count) CheckBackbones(heads, backbones, problems);
        CheckVersions(heads, problems);
        var read = backbones.ToLookup(backbone => heads.Exists(backbone.IsReadBy));
        return new NodePackages([.. read[true]], ranker!, cutter, heads, [.. read[false]]);
    }

    private static void CheckBackbones(List<ModelPackage> heads, List<BackbonePackage> backbones, PackageProblems problems)
    {
        foreach (var head in heads.Where(head => !backbones.Exists(backbone => backbone.IsReadBy(head))))
        {
            problems.Add(PackageError.At(
                head.ManifestFile, "backbone", $"{head.Subsystem.Backbone}", $"{string.Join(", ", backbones.Select(backbone => backbone.Id))}, which router.backbones has"));
        }
    }

    private static void CheckVersions(List<ModelPackage> heads, PackageProblems problems)
    {
        foreach (var same in heads.GroupBy(head => (head.Manifest.Name, head.Subsystem.Backbone)).Where(same => same.Count() > 1))
        {
            problems.Add(PackageError.At(
                same.Last().ManifestFile,
                "backbone",
                $"{same.Key.Backbone}, as in version {same.First().Manifest.Version} of the subsystem {same.Key.Name}",
                $"one version for each backbone in router.subsystems.{same.Key.Name}.version"));
        }
    }
}

/// <summary>A backbone's package and what is configured for it.</summary>
/// <param name="Settings">What is configured.</param>
/// <param name="Package">The package.</param>
internal sealed record BackbonePackage(BackboneSettings Settings, ModelPackage Package)
{
    /// <summary>Name and version: <c>bge-en 2.0.0</c>.</summary>
    public string Id => $"{new BackboneReference(Package.Manifest.Name, Package.Manifest.Version)}";

    /// <summary>Whether a head was trained on it.</summary>
    public bool IsReadBy(ModelPackage head) => $"{head.Subsystem.Backbone}" == Id;
}
