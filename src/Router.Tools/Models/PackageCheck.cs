using Router.Contracts;
using Router.Host;
using Router.Host.Node;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Tools.Models;

/// <summary>Looks at packages in this process.</summary>
/// <param name="signers">Who must have signed them; null where they need not be signed.</param>
internal sealed class PackageCheck(PackageSigners? signers)
{
    /// <summary>A package's files against its manifest.</summary>
    public PackageReport OfFiles(string directory) => Report(directory, _ => null);

    /// <summary>A package's answers against those recorded when it was made.</summary>
    /// <param name="directory">The package.</param>
    /// <param name="root">Where the backbones are.</param>
    /// <param name="verifier">Runs it.</param>
    public PackageReport OfAnswers(string directory, string root, ModelVerifier verifier) =>
        Report(directory, package => Verify(package, root, verifier));

    private Verification? Verify(ModelPackage package, string root, ModelVerifier verifier)
    {
        switch (package.Manifest)
        {
            case BackboneManifest:
                return verifier.VerifyBackbone(package);
            case SubsystemManifest subsystem:
                var backbone = ModelPackage.Open(Packages.BackboneDirectory(root, subsystem.Backbone), PackageKind.Backbone, signers);
                return verifier.VerifySubsystem(package, backbone);
            case RankerManifest:
                return ModelVerifier.VerifyRanker(package);
            default:
                return ModelVerifier.VerifyCutter(package);
        }
    }

    private PackageReport Report(string directory, Func<ModelPackage, Verification?> verify)
    {
        try
        {
            var package = ModelPackage.Open(directory, signers);
            var manifest = package.Manifest;
            var bytes = Directory.EnumerateFiles(package.Directory).Sum(FileSize.Of);
            return new PackageReport(
                directory, manifest.Kind.ToString().ToLowerInvariant(), manifest.Name, manifest.Version,
                manifest.Precision.ToString().ToLowerInvariant(), bytes, verify(package)?.LargestDifference, null);
        }
        catch (ModelPackageException broken)
        {
            return PackageReport.Of(directory, broken.Message);
        }
    }
}
