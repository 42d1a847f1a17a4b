using Router.Contracts;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Host.Node;

/// <summary>
/// The model packages of an installation: under one directory <c>backbone/NAME/VERSION</c>, <c>subsystems/NAME/VERSION</c>,
/// <c>ranker/VERSION</c> and <c>cutter/VERSION</c>.
/// </summary>
internal static class Packages
{
    /// <summary>Opens the package that the configuration asks for.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="name">The name it must have; null for any.</param>
    /// <param name="version">The version it must have.</param>
    /// <param name="signers">Who must have signed it; null where it need not be signed.</param>
    /// <exception cref="ModelPackageException">It is not there, broken, or another than the configuration asks for.</exception>
    public static ModelPackage Open(string directory, PackageKind kind, string? name, string version, PackageSigners? signers)
    {
        var package = ModelPackage.Open(directory, kind, signers);
        if (name is not null) Require(package, "name", package.Manifest.Name, name);
        Require(package, "version", package.Manifest.Version, version);
        return package;
    }

    /// <summary>Where the backbone that a subsystem was trained on is, under the directory of all packages.</summary>
    public static string BackboneDirectory(string root, BackboneReference backbone) =>
        Path.Combine(root, "backbone", backbone.Name, backbone.Version);

    /// <summary>The directories of all packages: backbones, subsystems, rankers, cutters.</summary>
    /// <param name="root">The directory of all packages.</param>
    public static IReadOnlyList<string> Directories(string root) =>
    [
        .. Children(Path.Combine(root, "backbone")).SelectMany(Children),
        .. Children(Path.Combine(root, "subsystems")).SelectMany(Children),
        .. Children(Path.Combine(root, "ranker")),
        .. Children(Path.Combine(root, "cutter")),
    ];

    private static void Require(ModelPackage package, string field, string found, string wanted)
    {
        if (found == wanted) return;
        var manifest = Path.Combine(package.Directory, "manifest.json");
        throw new ModelPackageException(
            $"{manifest}: {field}: found \"{found}\"; allowed: \"{wanted}\", which the configuration asks for");
    }

    private static IEnumerable<string> Children(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal)
        : [];
}
