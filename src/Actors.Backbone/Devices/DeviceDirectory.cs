using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>
/// The devices of the cluster that run one backbone, and who of them gets a query: of two that are drawn the one with less queued, and this node's own where
/// that has no more. None gets any while it is out, nor while it is silent and another one is not.
/// </summary>
/// <param name="backbone">Name and version.</param>
/// <param name="random">Draws them.</param>
internal sealed class DeviceDirectory(string backbone, Random random)
{
    /// <summary>Name and version.</summary>
    public string Backbone => backbone;

    private readonly List<Device> _devices = [];

    /// <summary>Whether devices of other nodes are chosen.</summary>
    public bool UsesOthers { get; set; }

    /// <summary>All of them that are within reach.</summary>
    public IReadOnlyList<Device> All => _devices;

    /// <summary>A node within reach says what it has.</summary>
    public void Report(string node, bool isOwn, IReadOnlyList<DeviceReport> reports)
    {
        var count = 0;
        foreach (var report in reports.Where(report => report.Backbone == backbone))
        {
            var id = new DeviceId(node, count++);
            var device = Find(id);
            if (device is null) _devices.Add(device = new Device(id, isOwn));
            device.Name = report.Device;
            device.Report(report.Tokens);
        }
        _devices.RemoveAll(device => device.Id.Node == node && device.Id.Index >= count);
    }

    /// <summary>A node says what came of a query, which may be over for this one: its device works, where it has one. Of several it is not known which.</summary>
    public void Hear(string node)
    {
        Device? only = null;
        foreach (var device in _devices)
        {
            if (device.Id.Node != node) continue;
            if (only is not null) return;
            only = device;
        }
        only?.Hear();
    }

    /// <summary>A node is out of reach, with all its devices.</summary>
    public void Remove(string node) => _devices.RemoveAll(device => device.Id.Node == node);

    /// <summary>The device for a query.</summary>
    /// <param name="now">The time.</param>
    /// <param name="seen">Who has the text in its cache: the one, where it is in; null where nobody is known to.</param>
    /// <param name="except">Those that may not have it, as they were sent it already; null for none.</param>
    /// <returns>Null when none is in.</returns>
    public Device? Choose(DateTimeOffset now, DeviceId? seen = null, Func<Device, bool>? except = null)
    {
        var devices = _devices.FindAll(device => except?.Invoke(device) != true && (device.IsOwn || UsesOthers) && device.IsIn(now));
        if (devices.Exists(device => !device.IsSilent)) devices.RemoveAll(device => device.IsSilent);
        if (devices.Count == 0) return null;
        if (seen is { } known && devices.Find(device => device.Id == known) is { } caches) return caches;
        var best = devices[random.Next(devices.Count)];
        if (devices.Count > 1)
        {
            devices.Remove(best);
            best = Less(best, devices[random.Next(devices.Count)]);
        }
        foreach (var own in devices) best = own.IsOwn ? Less(best, own) : best;
        return best;
    }

    private Device? Find(DeviceId id) => _devices.Find(device => device.Id == id);

    /// <summary>The one with less queued; of two that have as much this node's own, else the first.</summary>
    private static Device Less(Device one, Device other) =>
        one.Load != other.Load ? (one.Load < other.Load ? one : other) : other.IsOwn && !one.IsOwn ? other : one;
}
