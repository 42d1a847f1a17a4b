using Actors.Subsystems;
using Microsoft.Extensions.Hosting;
using Router.Contracts;
using Router.Host.Configuration;

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

    /// <summary>What takes part in routing.</summary>
    public IReadOnlyList<SubsystemDescriptor> Descriptors { get; private set; } = [];

    /// <summary>The heads, by subsystem.</summary>
    public IReadOnlyDictionary<string, JudgeBatch> Judges { get; private set; } = new Dictionary<string, JudgeBatch>();

    /// <exception cref="ModelPackageException">Packages are broken or do not fit.</exception>
    /// <exception cref="DeviceUnavailableException">A configured device cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _models = await Task.Run(() => NodeModels.Load(settings, roles), cancellationToken);
        var heads = _models.Heads.Select(model => new Head(model)).ToArray();
        Descriptors = [.. _models.Packages.Heads.Select(package => new SubsystemDescriptor(package.Subsystem.Name, package.Subsystem.Tap))];
        Judges = heads.ToDictionary(head => head.Name, head => around(head.Name, head.Judge), StringComparer.Ordinal);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The container calls it once for each way in which it knows the service.</summary>
    public void Dispose() => Interlocked.Exchange(ref _models, null)?.Dispose();
}
