using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>
/// Which device encoded a text lately, and so has its states in the cache of its node. Like that cache it keeps askers of different partitions apart, and
/// of a text only a mark that says nothing of it. Once full, what is oldest goes.
/// </summary>
/// <param name="settings">Of the cache.</param>
/// <param name="time">The clock.</param>
internal sealed class SeenTexts(CacheSettings settings, TimeProvider time)
{
    /// <summary>Texts at most, however many a cache holds: about 2 MB.</summary>
    public const int Most = 16_384;

    private readonly Dictionary<ulong, DeviceId> _devices = [];
    private readonly Queue<(ulong Mark, DateTimeOffset ExpiresAt)> _order = new();
    private readonly int _most = Math.Min(Most, settings.MaxEntries);

    /// <summary>Texts held.</summary>
    public int Count => _devices.Count;

    /// <summary>Who encoded a text; null when that is not known, or long ago.</summary>
    public DeviceId? Find(Query query)
    {
        DropExpired();
        return _devices.TryGetValue(MarkOf(query), out var device) ? device : null;
    }

    /// <summary>A device has encoded a text. One that is held already keeps its time: a cache counts from the encoding as well.</summary>
    public void Add(Query query, DeviceId device)
    {
        DropExpired();
        var mark = MarkOf(query);
        if (!_devices.TryAdd(mark, device))
        {
            _devices[mark] = device;
            return;
        }
        _order.Enqueue((mark, time.GetUtcNow() + settings.TimeToLive));
        if (_devices.Count > _most) _devices.Remove(_order.Dequeue().Mark);
    }

    private void DropExpired()
    {
        if (_order.Count == 0) return;
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && oldest.ExpiresAt <= now) _devices.Remove(_order.Dequeue().Mark);
    }

    /// <summary>Two that are equal by chance cost a text a way to a device that has not its states. The process's seed is in it, so that nobody finds them on purpose.</summary>
    private ulong MarkOf(Query query)
    {
        var (first, second) = (new HashCode(), new HashCode());
        second.Add(query.Text.Tokens.Length);
        if (!settings.Shared) first.Add(query.Asker.Partition, StringComparer.Ordinal);
        if (!settings.Shared) second.Add(query.Asker.Partition, StringComparer.Ordinal);
        foreach (var token in query.Text.Tokens.Span)
        {
            first.Add(token.Id);
            second.Add(token.Id);
        }
        return ((ulong)(uint)first.ToHashCode() << 32) | (uint)second.ToHashCode();
    }
}
