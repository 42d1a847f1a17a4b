using Router.Contracts;
using Router.Host.Configuration;
using Router.Inference;
using Router.Language.Tokens;

namespace Router.Host.Node;

/// <summary>The models of a node, loaded and tried out.</summary>
internal sealed class NodeModels : IDisposable
{
    private NodeModels(
        IReadOnlyList<BackboneModel> backbones, IReadOnlyList<HeadModel> heads, RankerModel ranker, RankerManifest rankerManifest) =>
        (Backbones, Heads, Ranker, RankerManifest) = (backbones, heads, ranker, rankerManifest);

    /// <summary>The backbone, once for each configured device and in that order.</summary>
    public IReadOnlyList<BackboneModel> Backbones { get; }

    /// <summary>The heads, by name.</summary>
    public IReadOnlyList<HeadModel> Heads { get; }

    /// <summary>What decides.</summary>
    public RankerModel Ranker { get; }

    /// <summary>What the ranker's package says of itself.</summary>
    public RankerManifest RankerManifest { get; }

    /// <summary>Loads what the settings name.</summary>
    /// <exception cref="ModelPackageException">Packages are broken or do not fit; the message names each problem.</exception>
    /// <exception cref="DeviceUnavailableException">A configured device cannot be used.</exception>
    public static NodeModels Load(RouterSettings settings)
    {
        var problems = new PackageProblems();
        var runtime = problems.Try(() => InferenceRuntime.Start(settings.Inference));
        var backbonePackage = problems.Try(
            () => Packages.Open(settings.Backbone.Package, PackageKind.Backbone, settings.Backbone.Name, settings.Backbone.Version));
        var rankerPackage = problems.Try(
            () => Packages.Open(settings.Ranker.Package, PackageKind.Ranker, name: null, settings.Ranker.Version));
        var headPackages = OpenHeads(settings, problems);
        problems.ThrowIfAny();
        return Load(settings, runtime!, backbonePackage!, rankerPackage!, headPackages);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var head in Heads) head.Dispose();
        foreach (var backbone in Backbones) backbone.Dispose();
    }

    private static List<ModelPackage> OpenHeads(RouterSettings settings, PackageProblems problems)
    {
        var packages = new List<ModelPackage>();
        foreach (var subsystem in settings.Subsystems.Where(subsystem => subsystem.Enabled))
        {
            var package = problems.Try(() => Packages.Open(subsystem.Package, PackageKind.Subsystem, subsystem.Name, subsystem.Version));
            if (package is not null) packages.Add(package);
        }
        return packages;
    }

    private static NodeModels Load(
        RouterSettings settings,
        InferenceRuntime runtime,
        ModelPackage backbonePackage,
        ModelPackage rankerPackage,
        List<ModelPackage> headPackages)
    {
        var problems = new PackageProblems();
        var taps = headPackages.Select(package => package.Subsystem.Tap).ToHashSet();
        var tokenizer = headPackages.Exists(package => package.Subsystem.LexiconTags.Count > 0)
            ? problems.Try(() => BackboneModel.LoadTokenizer(backbonePackage))
            : null;
        problems.ThrowIfAny();
        var heads = new HeadModel?[headPackages.Count];
        Parallel.For(0, heads.Length, i => heads[i] = problems.Try(
            () => HeadModel.Load(headPackages[i], runtime, backbonePackage.Backbone, tokenizer: tokenizer)));
        var ranker = problems.Try(() => RankerModel.Load(rankerPackage));
        var backbones = new List<BackboneModel>();
        foreach (var device in settings.Backbone.Devices)
        {
            if (problems.Try(() => BackboneModel.Load(backbonePackage, runtime, device, taps)) is { } backbone) backbones.Add(backbone);
        }
        try
        {
            problems.ThrowIfAny();
        }
        catch
        {
            foreach (var model in heads.Cast<IDisposable?>().Concat(backbones)) model?.Dispose();
            throw;
        }
        return new NodeModels(backbones, heads!, ranker!, (RankerManifest)rankerPackage.Manifest);
    }
}
