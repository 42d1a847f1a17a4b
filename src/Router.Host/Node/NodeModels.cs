using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Configuration;
using Router.Inference;
using Router.Language.Cutting;
using Router.Language.Tokens;

namespace Router.Host.Node;

/// <summary>The models of a node, loaded and tried out.</summary>
internal sealed class NodeModels : IDisposable
{
    private NodeModels(NodePackages packages, IReadOnlyList<BackboneModel> backbones, IReadOnlyList<HeadModel> heads, RankerModel ranker, CutModel? cutter, WordPieceTokenizer tokenizer) =>
        (Packages, Backbones, Heads, Ranker, Cutter, Tokenizer) = (packages, backbones, heads, ranker, cutter, tokenizer);

    /// <summary>What the models were loaded from.</summary>
    public NodePackages Packages { get; }

    /// <summary>The backbone's.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>The backbone, once for each configured device and in that order; none on a node that does not encode.</summary>
    public IReadOnlyList<BackboneModel> Backbones { get; }

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
        var taps = packages.Heads.Select(package => package.Subsystem.Tap).ToHashSet();
        var encodes = roles.Contains(NodeRoles.Backbone);
        var judging = roles.Contains(NodeRoles.Subsystem) ? packages.Heads : [];
        var tokenizer = !encodes || judging.Any(package => package.Subsystem.LexiconTags.Count > 0)
            ? problems.Try(() => BackboneModel.LoadTokenizer(packages.Backbone))
            : null;
        problems.ThrowIfAny();
        var heads = new HeadModel?[judging.Count];
        Parallel.For(0, heads.Length, i => heads[i] = problems.Try(
            () => HeadModel.Load(judging[i], runtime, packages.Backbone.Backbone, tokenizer: tokenizer)));
        var ranker = problems.Try(() => RankerModel.Load(packages.Ranker));
        var cutter = packages.Cutter is { } weights ? problems.Try(() => CutterPackage.Load(weights)) : null;
        var backbones = new List<BackboneModel>();
        foreach (var device in encodes ? settings.Backbone.Devices : [])
        {
            if (problems.Try(() => BackboneModel.Load(packages.Backbone, runtime, device, taps)) is { } backbone) backbones.Add(backbone);
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
        return new NodeModels(packages, backbones, heads!, ranker!, cutter, encodes ? backbones[0].Tokenizer : tokenizer!);
    }
}
