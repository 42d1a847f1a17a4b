using Actors.Subsystems;
using Microsoft.Extensions.Hosting;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Inference;

namespace Router.Host.Node;

/// <summary>Loads the models of a node before its actors start, and lets go of them after the actors have stopped.</summary>
/// <param name="settings">What to load.</param>
/// <param name="roles">What the node does: one of <see cref="Cluster.NodeRoles"/> each.</param>
/// <param name="around">Gives what is run in the place of a subsystem's head.</param>
internal sealed class ModelLoader(RouterSettings settings, IReadOnlyList<string> roles, Func<string, JudgeBatch, JudgeBatch> around) : IHostedService, IDisposable
{
    private NodeModels? _models;

    /// <summary>The models; from the start of the service on.</summary>
    public NodeModels Models => _models ?? throw new InvalidOperationException("The models are not loaded yet.");

    /// <summary>The heads that take part in routing, by subsystem and in the order of preference.</summary>
    public IReadOnlyList<SubsystemDescriptor> Descriptors { get; private set; } = [];

    /// <summary>The heads that run here, by subsystem: each takes the batches of all backbones that it reads.</summary>
    public IReadOnlyDictionary<string, JudgeBatch> Judges { get; private set; } = new Dictionary<string, JudgeBatch>();

    /// <exception cref="ModelPackageException">Packages are broken or do not fit.</exception>
    /// <exception cref="DeviceUnavailableException">A configured device cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _models = await Task.Run(() => NodeModels.Load(settings, roles), cancellationToken);
        Descriptors = [.. _models.Packages.Heads.Select(package => Describe(package.Subsystem))];
        Judges = _models.Heads.GroupBy(model => model.Manifest.Name, StringComparer.Ordinal)
            .ToDictionary(own => own.Key, own => around(own.Key, JudgeOf(own.Key, own)), StringComparer.Ordinal);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static SubsystemDescriptor Describe(SubsystemManifest manifest) => new(manifest.Name, manifest.Tap, $"{manifest.Backbone}", manifest.Version);

    private static JudgeBatch JudgeOf(string subsystem, IEnumerable<HeadModel> models) =>
        new SubsystemHeads(subsystem, models.ToDictionary(model => $"{model.Manifest.Backbone}", JudgeBatch (model) => new Head(model).Judge, StringComparer.Ordinal)).Judge;

    /// <summary>The container calls it once for each way in which it knows the service.</summary>
    public void Dispose() => Interlocked.Exchange(ref _models, null)?.Dispose();
}
