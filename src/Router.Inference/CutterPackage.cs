using Router.Inference.Internal;
using Router.Language.Cutting;

namespace Router.Inference;

/// <summary>Reads a cutter's weights from its package.</summary>
internal static class CutterPackage
{
    /// <summary>Reads the weights.</summary>
    /// <exception cref="ModelPackageException">The package is of another kind, or a field is missing, unknown or no number.</exception>
    public static CutModel Load(ModelPackage package)
    {
        package.Require(PackageKind.Cutter);
        return Parse(package.PathOf("weights"), package.Read("weights"));
    }

    internal static CutModel Parse(string file, byte[] content)
    {
        var fields = JsonFields.Parse(file, content);
        var model = new CutModel(fields.Number("bias"), FeaturesOf(fields.Object("weights")));
        fields.NothingElse();
        return model;
    }

    /// <summary>One number for each feature, and no other.</summary>
    public static double[] FeaturesOf(JsonFields fields)
    {
        var values = Array.ConvertAll(CutFeatures.Names, fields.Number);
        fields.NothingElse();
        return values;
    }
}
