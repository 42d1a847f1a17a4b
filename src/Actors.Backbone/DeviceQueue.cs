using Router.Contracts;

namespace Actors.Backbone;

/// <summary>The work that a device has waiting or running, and how fast it gets through it. Its pool counts; any thread may read the counts.</summary>
public sealed class DeviceQueue
{
    /// <summary>Weight of the newest run in the moving average of the time per token.</summary>
    private const double Smoothing = 0.2;

    private double _msPerToken;

    /// <summary>Queries waiting or running.</summary>
    public int Queries { get; private set; }

    /// <summary>Their tokens.</summary>
    public int Tokens { get; private set; }

    /// <summary>How long the device will take for what it has, going by its recent runs; at least 1 ms.</summary>
    internal TimeSpan ExpectedDelay => TimeSpan.FromMilliseconds(Math.Max(1, Tokens * _msPerToken));

    /// <summary>The device begins anew, with nothing.</summary>
    internal void Clear() => (Queries, Tokens) = (0, 0);

    /// <summary>A query goes to the device.</summary>
    internal void Add(Query query)
    {
        Queries++;
        Tokens += query.Text.Tokens.Length;
    }

    /// <summary>Queries leave the device, after it was busy with them for a while or for no time at all.</summary>
    internal void Remove(IReadOnlyList<Encode> queries, TimeSpan elapsed)
    {
        var tokens = 0;
        foreach (var encode in queries) tokens += encode.Query.Text.Tokens.Length;
        Queries -= queries.Count;
        Tokens -= tokens;
        if (elapsed <= TimeSpan.Zero || tokens == 0) return;
        var msPerToken = elapsed.TotalMilliseconds / tokens;
        _msPerToken = _msPerToken == 0 ? msPerToken : (_msPerToken * (1 - Smoothing)) + (msPerToken * Smoothing);
    }
}
