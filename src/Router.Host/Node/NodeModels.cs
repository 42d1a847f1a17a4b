using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Inference;
using Router.Language.Cutting;
using Router.Language.Tokens;

namespace Router.Host.Node;

/// <summary>A backbone of a node.</summary>
/// <param name="Package">Its package and what is configured for it.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Models">The encoder, once for each configured device and in that order; none on a node that does not encode.</param>
internal sealed record NodeBackbone(BackbonePackage Package, WordPieceTokenizer Tokenizer, IReadOnlyList<BackboneModel> Models) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in Models) model.Dispose();
    }
}

/// <summary>The models of a node, loaded and tried out.</summary>
internal sealed class NodeModels : IDisposable
{
    private NodeModels(NodePackages packages, IReadOnlyList<NodeBackbone> backbones, IReadOnlyList<HeadModel> heads, RankerModel ranker, CutModel? cutter) =>
        (Packages, Backbones, Heads, Ranker, Cutter) = (packages, backbones, heads, ranker, cutter);

    /// <summary>What the models were loaded from.</summary>
    public NodePackages Packages { get; }

    /// <summary>The backbones, in the order of their keys.</summary>
    public IReadOnlyList<NodeBackbone> Backbones { get; }

    /// <summary>The heads, by name; none on a node that does not judge.</summary>
    public IReadOnlyList<HeadModel> Heads { get; }

    /// <summary>What decides.</summary>
    public RankerModel Ranker { get; }

    /// <summary>What cuts texts; null when they never are.</summary>
    public CutModel? Cutter { get; }

    /// <summary>Loads what the settings name, as far as the node's roles need it.</summary>
    /// <exception cref="ModelPackageException">Packages are broken or do not fit; the message names each problem.</exception>
    /// <exception cref="DeviceUnavailableException">A configured device cannot be used.</exception>
    public static NodeModels Load(RouterSettings settings, IReadOnlyList<string> roles)
    {
        var problems = new PackageProblems();
        var runtime = problems.Try(() => InferenceRuntime.Start(settings.Inference));
        var packages = NodePackages.Open(settings, problems);
        problems.ThrowIfAny();
        return Load(settings, roles, runtime!, packages);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var head in Heads) head.Dispose();
        foreach (var backbone in Backbones) backbone.Dispose();
    }

    private static NodeModels Load(RouterSettings settings, IReadOnlyList<string> roles, InferenceRuntime runtime, NodePackages packages)
    {
        var problems = new PackageProblems();
        var judging = roles.Contains(NodeRoles.Subsystem) ? packages.Heads : [];
        var backbones = packages.Backbones.Select(package => LoadTokenizer(package, problems)).ToArray();
        problems.ThrowIfAny();
        var heads = new HeadModel?[judging.Count];
        Parallel.For(0, heads.Length, i => heads[i] = problems.Try(() => Load(judging[i], runtime, backbones!)));
        var ranker = problems.Try(() => RankerModel.Load(packages.Ranker));
        var cutter = packages.Cutter is { } weights ? problems.Try(() => CutterPackage.Load(weights)) : null;
        if (roles.Contains(NodeRoles.Backbone)) backbones = [.. backbones.Select(backbone => LoadModels(backbone!, packages, runtime, problems))];
        try
        {
            problems.ThrowIfAny();
        }
        catch
        {
            foreach (var model in heads.Cast<IDisposable?>().Concat(backbones)) model?.Dispose();
            throw;
        }
        return new NodeModels(packages, backbones!, heads!, ranker!, cutter);
    }

    private static NodeBackbone? LoadTokenizer(BackbonePackage package, PackageProblems problems) =>
        problems.Try(() => BackboneModel.LoadTokenizer(package.Package)) is { } tokenizer ? new NodeBackbone(package, tokenizer, []) : null;

    private static NodeBackbone LoadModels(NodeBackbone backbone, NodePackages packages, InferenceRuntime runtime, PackageProblems problems)
    {
        var package = backbone.Package;
        var taps = packages.Heads.Where(package.IsReadBy).Select(head => head.Subsystem.Tap).ToHashSet();
        var models = package.Settings.Devices
            .Select(device => problems.Try(() => BackboneModel.Load(package.Package, runtime, device, taps, backbone.Tokenizer, package.Settings.Gate)))
            .OfType<BackboneModel>();
        return backbone with { Models = [.. models] };
    }

    private static HeadModel Load(ModelPackage head, InferenceRuntime runtime, NodeBackbone[] backbones)
    {
        var backbone = backbones.First(backbone => backbone.Package.IsReadBy(head));
        return HeadModel.Load(head, runtime, backbone.Package.Package.Backbone, tokenizer: backbone.Tokenizer);
    }
}
