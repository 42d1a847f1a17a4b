using System.Diagnostics;
using Router.Contracts;
using Router.Host.Node;
using Router.Inference;

namespace Router.Benchmarks.Routing;

/// <summary>A backbone with as many heads as are asked for, and a separate network, loaded one after the other so that the memory of each is known.</summary>
internal sealed class SavingsModels : IDisposable
{
    private const int SeparateLoaded = 2;

    private readonly BackboneModel _backbone;
    private readonly IReadOnlyList<HeadModel> _heads;
    private readonly BackboneModel _separate;

    private SavingsModels(BackboneModel backbone, IReadOnlyList<HeadModel> heads, BackboneModel separate) =>
        (_backbone, _heads, _separate) = (backbone, heads, separate);

    /// <summary>What the backbone takes.</summary>
    public required double BackboneBytes { get; init; }

    /// <summary>What a head takes, on average.</summary>
    public required double HeadBytes { get; init; }

    /// <summary>What one separate network takes.</summary>
    public required double SeparateBytes { get; init; }

    /// <summary>Loads them. Where there are fewer heads they are loaded again in turn, each as a session of its own.</summary>
    public static SavingsModels Load(string backboneDirectory, string separateDirectory, int count)
    {
        var runtime = InferenceRuntime.Start(Deployment.Configuration().Settings.Inference);
        var package = ModelPackage.Open(backboneDirectory, PackageKind.Backbone);
        var packages = HeadsOf(package, backboneDirectory);
        var started = ResidentBytes();
        var backbone = BackboneModel.Load(package, runtime, default, packages.Select(head => head.Subsystem.Tap).ToHashSet());
        var encoded = ResidentBytes();
        var heads = new HeadModel[count];
        for (var i = 0; i < count; i++)
            heads[i] = HeadModel.Load(packages[i % packages.Count], runtime, package.Backbone, tokenizer: backbone.Tokenizer);
        var judged = ResidentBytes();
        var other = ModelPackage.Open(separateDirectory, PackageKind.Backbone);
        HashSet<int> last = [other.Backbone.Taps[^1]];
        var separate = new BackboneModel[SeparateLoaded];
        for (var i = 0; i < SeparateLoaded; i++) separate[i] = BackboneModel.Load(other, runtime, default, last);
        var all = ResidentBytes();
        foreach (var spare in separate.Skip(1)) spare.Dispose();
        return new SavingsModels(backbone, heads, separate[0])
        {
            BackboneBytes = encoded - started,
            HeadBytes = (double)(judged - encoded) / count,
            SeparateBytes = (double)(all - judged) / SeparateLoaded,
        };
    }

    /// <summary>Utterances in turn, until there are so many.</summary>
    public TokenizedText[] Batch(int size) => Inference.Batches.Of(_backbone.Tokenizer, size);

    /// <summary>Milliseconds of the backbone and so many heads, one after the other.</summary>
    public double TimeShared(TokenizedText[] texts, int heads)
    {
        var started = Stopwatch.GetTimestamp();
        var states = _backbone.Run(texts);
        for (var i = 0; i < heads; i++) _heads[i].Run(states, texts);
        states.Release();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Milliseconds of one separate network.</summary>
    public double TimeSeparate(TokenizedText[] texts)
    {
        var started = Stopwatch.GetTimestamp();
        _separate.Run(texts).Release();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public void Dispose()
    {
        foreach (var head in _heads) head.Dispose();
        _backbone.Dispose();
        _separate.Dispose();
    }

    /// <summary>The heads that were trained on a backbone, from the root that its package is under.</summary>
    private static List<ModelPackage> HeadsOf(ModelPackage backbone, string directory)
    {
        var root = Path.GetFullPath(Path.Combine(directory, "..", "..", ".."));
        var reference = new BackboneReference(backbone.Manifest.Name, backbone.Manifest.Version);
        var heads = Packages.Directories(root)
            .Where(path => path.StartsWith(Path.Combine(root, "subsystems"), StringComparison.Ordinal))
            .Select(path => ModelPackage.Open(path, PackageKind.Subsystem))
            .Where(package => package.Subsystem.Backbone == reference)
            .ToList();
        return heads.Count > 0 ? heads : throw new ArgumentException($"no head under {root} was trained on {reference}", nameof(directory));
    }

    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
