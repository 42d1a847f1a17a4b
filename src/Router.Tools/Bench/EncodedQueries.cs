using System.Diagnostics.Metrics;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>How many queries the backbones of this process have encoded since its making.</summary>
internal sealed class EncodedQueries : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public EncodedQueries()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "router.backbone.queries", Meter.Name: Actors.Backbone.Telemetry.MeterName })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, queries, _, _) => Interlocked.Add(ref _count, queries));
        _listener.Start();
    }

    /// <summary>The count.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
