using Router.Language.Tokens;

namespace Router.Inference.Tests.Support;

/// <summary>The packages in <c>models/</c> of the repository.</summary>
internal static class ShippedModels
{
    public static string Root { get; } = Path.Combine(Repository(), "models");

    public static bool Exist => Backbones.Any();

    public static IEnumerable<string> Backbones => Packages("backbone");

    public static IEnumerable<string> Subsystems => Packages("subsystems");

    public static IEnumerable<string> Rankers => Packages("ranker");

    public static IEnumerable<string> Cutters => Packages("cutter");

    /// <summary>The tokenizer of a backbone's package.</summary>
    public static WordPieceTokenizer TokenizerOf(string backbone) => BackboneModel.LoadTokenizer(ModelPackage.Open(backbone));

    /// <summary>The package of the backbone that a subsystem's head reads.</summary>
    public static ModelPackage BackboneOf(ModelPackage subsystem)
    {
        var backbone = subsystem.Subsystem.Backbone;
        return ModelPackage.Open(Path.Combine(Root, "backbone", backbone.Name, backbone.Version));
    }

    /// <summary>The directory of the solution.</summary>
    public static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Router.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }

    private static IEnumerable<string> Packages(string kind)
    {
        var root = Path.Combine(Root, kind);
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "manifest.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)
            : [];
    }
}

/// <summary>A theory over the packages in <c>models/</c>; skipped in a checkout that has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShippedTheoryAttribute : TheoryAttribute
{
    public ShippedTheoryAttribute() => Skip = ShippedModels.Exist ? null : "models/ has no packages";
}
