using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Router.Host;

namespace Router.Testing;

/// <summary>What counters add up to from its making on, by instrument and by instrument with tags.</summary>
internal sealed class CounterReadings : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public CounterReadings(params string[] names)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (names.Contains(instrument.Name)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of a counter, <c>name</c>, or of one of its tags, <c>name{tag=value}</c>.</summary>
    public long this[string name] => _sums.GetValueOrDefault(name);

    /// <summary>Called after each change of a counter, on the thread that makes it.</summary>
    public Action? Changed { get; set; }

    /// <summary>Reads the instruments that are read and not told.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        foreach (var (tag, tagged) in tags) _sums.AddOrUpdate($"{instrument.Name}{{{tag}={tagged}}}", value, (_, sum) => sum + value);
        Changed?.Invoke();
    }
}
