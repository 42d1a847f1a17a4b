using Router.Language.Tokens;

namespace Router.Inference.Tests.Support;

/// <summary>The packages in <c>models/</c> of the repository.</summary>
internal static class ShippedModels
{
    private static readonly Lazy<WordPieceTokenizer> Loaded = new(() => BackboneModel.LoadTokenizer(ModelPackage.Open(Backbones.Single())));

    public static string Root { get; } = Path.Combine(Repository(), "models");

    public static bool Exist => Backbones.Any();

    public static IEnumerable<string> Backbones => Packages("backbone");

    public static IEnumerable<string> Subsystems => Packages("subsystems");

    public static IEnumerable<string> Rankers => Packages("ranker");

    public static IEnumerable<string> Cutters => Packages("cutter");

    public static WordPieceTokenizer Tokenizer => Loaded.Value;

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
