using System.Security.Cryptography;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>A directory with <c>manifest.json</c> and the files it names, each verified against its SHA-256.</summary>
public sealed class ModelPackage
{
    private const string ManifestName = "manifest.json";
    private const string Model = "model";

    private ModelPackage(string directory, PackageManifest manifest) => (Directory, Manifest) = (directory, manifest);

    /// <summary>Full path of the package.</summary>
    public string Directory { get; }

    /// <summary>What the package says of itself.</summary>
    public PackageManifest Manifest { get; }

    /// <summary>The manifest of a backbone.</summary>
    /// <exception cref="ModelPackageException">The package is of another kind.</exception>
    public BackboneManifest Backbone => Manifest as BackboneManifest ?? throw OfAnotherKind(PackageKind.Backbone);

    /// <summary>The manifest of a subsystem.</summary>
    /// <exception cref="ModelPackageException">The package is of another kind.</exception>
    public SubsystemManifest Subsystem => Manifest as SubsystemManifest ?? throw OfAnotherKind(PackageKind.Subsystem);

    internal string ManifestFile => Path.Combine(Directory, ManifestName);

    /// <summary>Reads the manifest and verifies every file.</summary>
    /// <param name="directory">The package.</param>
    /// <param name="expectedKind">What it must be.</param>
    /// <param name="signers">Who must have signed it; null where it need not be signed.</param>
    /// <exception cref="ModelPackageException">
    /// The package is broken or of another kind; the message names file and field, what was found and what is allowed.
    /// </exception>
    public static ModelPackage Open(string directory, PackageKind expectedKind, PackageSigners? signers = null)
    {
        var package = Open(directory, signers);
        package.Require(expectedKind);
        return package;
    }

    /// <summary>Reads the manifest of a package of any kind and verifies every file.</summary>
    /// <param name="directory">The package.</param>
    /// <param name="signers">Who must have signed it; null where it need not be signed.</param>
    /// <exception cref="ModelPackageException">The package is broken.</exception>
    public static ModelPackage Open(string directory, PackageSigners? signers = null)
    {
        var full = Path.GetFullPath(directory);
        if (!System.IO.Directory.Exists(full)) throw PackageError.InFile(full, "there is no such package");
        var manifestFile = PackageFiles.Resolve(full, full, "manifest", ManifestName);
        var content = PackageFiles.Read(manifestFile, PackageFiles.LargestManifest);
        // Nothing is read out of a manifest that nobody vouches for.
        signers?.Require(full, content);
        var package = new ModelPackage(full, ManifestReader.Parse(manifestFile, content));
        foreach (var role in package.Manifest.Files.Keys) package.Read(role);
        return package;
    }

    /// <exception cref="ModelPackageException">The package is of another kind.</exception>
    internal void Require(PackageKind kind)
    {
        if (Manifest.Kind != kind) throw OfAnotherKind(kind);
    }

    /// <summary>The bytes of a file, verified again, so that what is used is what was verified.</summary>
    /// <param name="role">A role that the manifest names.</param>
    /// <exception cref="ModelPackageException">The file is missing or not the one that the manifest names.</exception>
    internal byte[] Read(string role)
    {
        var file = Manifest.Files[role];
        var path = PathOf(role);
        var content = PackageFiles.Read(path, role == Model ? PackageFiles.LargestModel : PackageFiles.LargestFile);
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        if (digest != file.Sha256) throw PackageError.At(path, "SHA-256", digest, $"{file.Sha256} (files.{role}.sha256 in {ManifestName})");
        return content;
    }

    internal string PathOf(string role) =>
        PackageFiles.Resolve(Directory, ManifestFile, $"files.{role}.path", Manifest.Files[role].Path);

    private ModelPackageException OfAnotherKind(PackageKind allowed) =>
        PackageError.At(ManifestFile, "kind", NameOf(Manifest.Kind), NameOf(allowed));

    private static string NameOf(PackageKind kind) => kind.ToString().ToLowerInvariant();
}
