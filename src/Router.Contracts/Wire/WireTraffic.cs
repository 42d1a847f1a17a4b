using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Router.Contracts;

/// <summary>Counts the bytes of the router's messages that a node makes for other nodes and reads from them. Any thread may count.</summary>
/// <remarks>Without the frames and addresses of Akka.Remote. What a full connection refuses is made once more, so a little less may be received than was sent.</remarks>
public sealed class WireTraffic
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Wire";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "router.wire.bytes", "By", "Bytes of the messages between nodes; tags message, such as states, and direction: sent or received.");

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>What was counted so far, by the name of the message; those that there were none of are left out.</summary>
    public IReadOnlyList<MessageTraffic> Now =>
    [
        // Copied as it is at one moment: what sorts it would count the entries first and take them afterwards.
        .. _counts.ToArray().OrderBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => new MessageTraffic(count.Key, Interlocked.Read(ref count.Value.Sent), Interlocked.Read(ref count.Value.Received))),
    ];

    internal void Sent(string message, int bytes)
    {
        Interlocked.Add(ref Of(message).Sent, bytes);
        Measure(message, bytes, "sent");
    }

    internal void Received(string message, int bytes)
    {
        Interlocked.Add(ref Of(message).Received, bytes);
        Measure(message, bytes, "received");
    }

    private static void Measure(string message, int bytes, string direction)
    {
        if (Bytes.Enabled) Bytes.Add(bytes, new TagList { { "message", message }, { "direction", direction } });
    }

    private Count Of(string message) => _counts.GetOrAdd(message, static _ => new Count());

    private sealed class Count
    {
        public long Sent;
        public long Received;
    }
}
