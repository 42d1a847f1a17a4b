using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>A query that is being encoded or judged: who was sent it, and whose verdict is not in. It is sent twice at most.</summary>
/// <param name="encode">What is wanted.</param>
/// <param name="subsystems">Who judges it.</param>
internal sealed class EncodeCall(Encode encode, IReadOnlyList<string> subsystems)
{
    private readonly HashSet<string> _open = new(subsystems, StringComparer.Ordinal);
    private Device? _device;
    private bool _isUnderWay;

    /// <summary>What is wanted.</summary>
    public Encode Encode => encode;

    /// <summary>The device that was sent it the last time.</summary>
    public Device Device => _device!;

    /// <summary>Whether it was sent for the second time.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Whether the device's node has said that the query is encoded.</summary>
    public bool IsSaid { get; private set; }

    /// <summary>A device is sent it.</summary>
    public void Send(Device device)
    {
        End();
        IsLast = _device is not null;
        (_device, _isUnderWay, IsSaid) = (device, true, false);
        device.Send(Tokens);
    }

    /// <summary>What the device is to do: all, or where some have judged already, or are known to be skipped, the others.</summary>
    public Encode Left() => _open.Count == subsystems.Count
        ? encode
        : encode with { Query = encode.Query with { MayBeGated = false }, Asked = new SubsystemRoster(subsystems.Where(_open.Contains)) };

    /// <summary>The node says that the query is encoded.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Say()
    {
        if (IsSaid) return false;
        IsSaid = true;
        End();
        return true;
    }

    /// <summary>Subsystems have judged it, or will not.</summary>
    /// <returns>Whether nobody is left.</returns>
    public bool Close(IReadOnlyList<string> names)
    {
        foreach (var name in names) _open.Remove(name);
        return _open.Count == 0;
    }

    /// <summary>The device has no more to do for it.</summary>
    public void End()
    {
        if (!_isUnderWay) return;
        _isUnderWay = false;
        Device.End(Tokens);
    }

    private int Tokens => encode.Query.Text.Tokens.Length;
}
