using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Router.Benchmarks.Routing;

/// <summary>Listens to how many queries each run of the backbone took.</summary>
internal sealed class BatchSizes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<int> _sizes = new();

    public BatchSizes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "router.backbone.batch.size") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, size, _, _) => _sizes.Enqueue(size));
        _listener.Start();
    }

    /// <summary>The sizes since the last call, in order.</summary>
    public IReadOnlyList<int> Take()
    {
        var sizes = new List<int>();
        while (_sizes.TryDequeue(out var size)) sizes.Add(size);
        return sizes;
    }

    public void Dispose() => _listener.Dispose();
}
