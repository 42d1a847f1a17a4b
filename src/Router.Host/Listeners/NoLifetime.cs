using Microsoft.Extensions.Hosting;

namespace Router.Host.Listeners;

/// <summary>Leaves signals to the program: a node drains before its web servers stop.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
