using System.Collections.Concurrent;
using Router.Contracts;

namespace Actors.Backbone;

/// <summary>The queues of a node's devices, for those who tell other nodes of them. Any thread may call it.</summary>
public sealed class DeviceQueues
{
    private readonly ConcurrentDictionary<(string Backbone, int Device), (string Name, DeviceQueue Queue)> _queues = new();

    /// <summary>What the devices have now, by backbone and in their order.</summary>
    public IReadOnlyList<DeviceReport> Now =>
    [
        // Copied as it is at one moment: what sorts it would count the entries first and take them afterwards.
        .. _queues.ToArray().OrderBy(device => device.Key.Backbone, StringComparer.Ordinal).ThenBy(device => device.Key.Device)
            .Select(device => new DeviceReport(device.Key.Backbone, device.Value.Name, device.Value.Queue.Queries, device.Value.Queue.Tokens)),
    ];

    internal void Show(string backbone, int device, string name, DeviceQueue queue) => _queues[(backbone, device)] = (name, queue);
}
