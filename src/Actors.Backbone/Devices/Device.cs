using Router.Contracts;

namespace Actors.Backbone.Devices;

/// <summary>A device of some node that runs the backbone.</summary>
/// <param name="Node">The node's address.</param>
/// <param name="Index">Counts the node's devices for this backbone from 0.</param>
internal readonly record struct DeviceId(string Node, int Index);

/// <summary>What a node knows of a device, its own or another's: its queue as it was reported, and what this node has sent it.</summary>
/// <param name="id">Which one.</param>
/// <param name="isOwn">Whether it is this node's own.</param>
internal sealed class Device(DeviceId id, bool isOwn)
{
    /// <summary>Late so many times in a row, without a word from the device or its node, are its silence and not a long queue.</summary>
    private const int MostLate = 3;

    private int _reported;
    private int _sentBefore;
    private int _underWay;
    private int _failures;
    private int _late;
    private DateTimeOffset _outUntil;

    /// <summary>Which one.</summary>
    public DeviceId Id => id;

    /// <summary>Whether it is this node's own.</summary>
    public bool IsOwn => isOwn;

    /// <summary>Its name, such as <c>cpu</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Tokens that this node has sent and that are not encoded yet, as far as it has heard.</summary>
    public int Sent { get; private set; }

    /// <summary>Tokens that it has queued: those of others as of its last report, and this node's own.</summary>
    public int Load => Math.Max(0, _reported - _sentBefore) + Sent;

    /// <summary>Whether it is given queries. One that failed gets, when its time is over, one at a time until one is encoded.</summary>
    public bool IsIn(DateTimeOffset now) => _failures == 0 || (!IsOut(now) && _underWay == 0);

    /// <summary>Whether nothing is heard of it.</summary>
    public bool IsSilent => _late >= MostLate;

    /// <summary>How often it was heard of.</summary>
    public int Words { get; private set; }

    /// <summary>What a query that this node sent it took lately, from being sent to the first word on it; nothing while that is not known.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Its node says how many tokens it has queued. That is no word of its own: a device may hang on a node that lives.</summary>
    public void Report(int tokens) => (_reported, _sentBefore, _late) = (tokens, Sent, 0);

    /// <summary>It says something.</summary>
    public void Hear()
    {
        Words++;
        _late = 0;
    }

    /// <summary>It is late with a query, and nothing was heard of it meanwhile: one that is heard of has a long queue.</summary>
    /// <returns>Whether it is silent from now on.</returns>
    public bool Late() => ++_late == MostLate;

    /// <summary>It is sent a query.</summary>
    public void Send(int tokens)
    {
        Sent += tokens;
        _underWay++;
    }

    /// <summary>It has encoded a query that it was sent, or never will.</summary>
    public void End(int tokens)
    {
        Sent -= tokens;
        _underWay--;
    }

    /// <summary>It has encoded something: it works.</summary>
    /// <param name="took">How long that took.</param>
    /// <returns>Whether that is news.</returns>
    public bool Succeed(TimeSpan took)
    {
        var wasOut = _failures > 0;
        Took = Took == TimeSpan.Zero ? took : Took + ((took - Took) * HedgeDelays.MeanWeight);
        (_failures, _outUntil) = (0, default);
        Hear();
        return wasOut;
    }

    /// <summary>It did not encode what it was sent. What it was sent before it was taken out says nothing new.</summary>
    /// <returns>How long it is out; null when it was already.</returns>
    public TimeSpan? Fail(DateTimeOffset now)
    {
        if (IsOut(now)) return null;
        var wait = Backoff.After(_failures++);
        _outUntil = now + wait;
        return wait;
    }

    /// <summary>A clock that was set back must not keep it out for as long as it was set back.</summary>
    private bool IsOut(DateTimeOffset now) => now < _outUntil && _outUntil - now <= Backoff.Most;
}

/// <summary>How long a device is out: longer each time that it fails in a row.</summary>
internal static class Backoff
{
    /// <summary>After the first failure: what a transient one is over by.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>A device that works again is found out so late at most.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <param name="failures">Those in a row before this one.</param>
    public static TimeSpan After(int failures) => failures < 5 ? TimeSpan.FromTicks(Math.Min(Most.Ticks, Least.Ticks << failures)) : Most;
}
