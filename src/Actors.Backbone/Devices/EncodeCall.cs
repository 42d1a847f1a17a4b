using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>A query that is being encoded or judged: who was sent it, and whose verdict is not in. It is sent twice at most.</summary>
/// <param name="encode">What is wanted.</param>
/// <param name="subsystems">Who judges it.</param>
internal sealed class EncodeCall(Encode encode, IReadOnlyList<string> subsystems)
{
    private readonly HashSet<string> _open = new(subsystems, StringComparer.Ordinal);
    private Sent? _first;
    private Sent? _second;

    /// <summary>What is wanted.</summary>
    public Encode Encode => encode;

    /// <summary>The device that was sent it first.</summary>
    public Device First => _first!.Device;

    /// <summary>When that was.</summary>
    public DateTimeOffset FirstAt => _first!.At;

    /// <summary>Whether it may be sent once more.</summary>
    public bool MayBeSentAgain => _second is null;

    /// <summary>Whether a device that was sent it may still encode it, or has.</summary>
    public bool IsAwaited => _first is { HasFailed: false } || _second is { HasFailed: false };

    /// <summary>Whether a node has said that the query is encoded.</summary>
    public bool IsSaid => _first is { IsSaid: true } || _second is { IsSaid: true };

    /// <summary>The devices that may still encode it, or have.</summary>
    public IEnumerable<Device> Awaited => Both.Where(sent => !sent.HasFailed).Select(sent => sent.Device);

    /// <summary>The devices that have said nothing of it.</summary>
    public IEnumerable<Device> Silent => Both.Where(sent => sent is { HasFailed: false, IsSaid: false }).Select(sent => sent.Device);

    /// <summary>A device is sent it.</summary>
    /// <returns>What the device is to do: all, or where some have judged already, or are known to be skipped, the others.</returns>
    public Encode Send(Device device, DateTimeOffset now)
    {
        var sent = new Sent(device, now, encode.Query.Text.Tokens.Length);
        if (_first is null) _first = sent;
        else _second = sent;
        return _open.Count == subsystems.Count
            ? encode
            : encode with { Query = encode.Query with { MayBeGated = false }, Asked = new SubsystemRoster(subsystems.Where(_open.Contains)) };
    }

    /// <summary>It is late.</summary>
    /// <returns>Whether nothing was heard of its first device since that was sent it, or since it was late before.</returns>
    public bool IsFirstSilent()
    {
        var (before, now) = (_first!.WordsBefore, _first.Device.Words);
        _first.WordsBefore = now;
        return before == now;
    }

    /// <summary>A node will not encode it, or is gone.</summary>
    /// <returns>Its device; null when it was not sent it, or has failed before.</returns>
    public Device? Fail(string node)
    {
        if (Find(node) is not { } sent) return null;
        sent.HasFailed = true;
        sent.End();
        return sent.Device;
    }

    /// <summary>A node says that the query is encoded.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The time.</param>
    /// <param name="took">How long it took.</param>
    /// <returns>Its device; null when that is no news.</returns>
    public Device? Say(string node, DateTimeOffset now, out TimeSpan took)
    {
        var sent = Find(node);
        took = sent is null ? TimeSpan.Zero : now - sent.At;
        if (sent is null or { IsSaid: true }) return null;
        sent.IsSaid = true;
        sent.End();
        return sent.Device;
    }

    /// <summary>A node says that a subsystem does not judge what it encoded.</summary>
    public void Lack(string node, string subsystem) => Find(node)?.Lacks.Add(subsystem);

    /// <summary>The subsystems that are waited for in vain: each device that was sent it has failed, or said that it lacks them.</summary>
    public IReadOnlyList<string> Lost => [.. _open.Where(name => Both.All(sent => sent.HasFailed || sent.Lacks.Contains(name)))];

    /// <summary>Subsystems have judged it, or will not.</summary>
    /// <returns>Whether nobody is left.</returns>
    public bool Close(IReadOnlyList<string> names)
    {
        foreach (var name in names) _open.Remove(name);
        return _open.Count == 0;
    }

    /// <summary>Nobody has more to do for it.</summary>
    public void End()
    {
        foreach (var sent in Both) sent.End();
    }

    private IEnumerable<Sent> Both => new[] { _first, _second }.OfType<Sent>();

    private Sent? Find(string node) => _second is { HasFailed: false } second && second.Device.Id.Node == node ? second
        : _first is { HasFailed: false } first && first.Device.Id.Node == node ? first : null;

    private sealed class Sent
    {
        private readonly int _tokens;
        private bool _isUnderWay = true;

        public Sent(Device device, DateTimeOffset at, int tokens)
        {
            (Device, At, WordsBefore, _tokens) = (device, at, device.Words, tokens);
            device.Send(tokens);
        }

        public Device Device { get; }

        public DateTimeOffset At { get; }

        public int WordsBefore { get; set; }

        public bool IsSaid { get; set; }

        public bool HasFailed { get; set; }

        public HashSet<string> Lacks { get; } = new(StringComparer.Ordinal);

        public void End()
        {
            if (!_isUnderWay) return;
            _isUnderWay = false;
            Device.End(_tokens);
        }
    }
}
