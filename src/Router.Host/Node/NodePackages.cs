using Router.Host.Configuration;
using Router.Inference;

namespace Router.Host.Node;

/// <summary>The packages that a node's models come from, verified.</summary>
/// <param name="Backbone">Of the shared encoder.</param>
/// <param name="Ranker">Of what decides.</param>
/// <param name="Cutter">Of what cuts texts; null when they never are.</param>
/// <param name="Heads">Of the subsystems that are enabled, by name.</param>
internal sealed record NodePackages(ModelPackage Backbone, ModelPackage Ranker, ModelPackage? Cutter, IReadOnlyList<ModelPackage> Heads)
{
    /// <summary>Opens the packages that the settings name.</summary>
    /// <param name="settings">What to open.</param>
    /// <param name="problems">Takes what is wrong; the result is only whole when there is nothing.</param>
    public static NodePackages Open(RouterSettings settings, PackageProblems problems)
    {
        ModelPackage? Try(string directory, PackageKind kind, string? name, string version) =>
            problems.Try(() => Packages.Open(directory, kind, name, version));

        var backbone = Try(settings.Backbone.Package, PackageKind.Backbone, settings.Backbone.Name, settings.Backbone.Version);
        var ranker = Try(settings.Ranker.Package, PackageKind.Ranker, name: null, settings.Ranker.Version);
        var cutter = settings.Cutting is { } cutting ? Try(cutting.Package, PackageKind.Cutter, name: null, cutting.Version) : null;
        var heads = settings.Subsystems.Where(subsystem => subsystem.Enabled)
            .Select(subsystem => Try(subsystem.Package, PackageKind.Subsystem, subsystem.Name, subsystem.Version))
            .OfType<ModelPackage>();
        return new NodePackages(backbone!, ranker!, cutter, [.. heads]);
    }
}
