using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Router.Host.Http;

/// <summary>
/// The metrics of this process's router in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), counted from when it
/// was made. Any number of threads may call it.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    /// <summary>What <see cref="Write"/> writes.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Series at most; further ones are left out, so that no tag with many values takes the memory.</summary>
    private const int MaxSeries = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Instrument Instrument, string Tags), MetricSeries> _series = [];
    private readonly MeterListener _listener = new();

    public MetricsPage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Router.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The page as it is now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var page = new StringBuilder();
        lock (_lock)
        {
            foreach (var ofName in _series.GroupBy(entry => NameOf(entry.Key.Instrument), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                var first = ofName.First();
                var instrument = first.Key.Instrument;
                if (instrument.Description is { } description) page.Append("# HELP ").Append(ofName.Key).Append(' ').Append(Escape(description)).Append('\n');
                page.Append("# TYPE ").Append(ofName.Key).Append(' ').Append(first.Value.Kind).Append('\n');
                foreach (var ((_, tags), series) in ofName) series.Write(page, ofName.Key, tags);
            }
        }
        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Describe(tags));
        lock (_lock)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                if (_series.Count == MaxSeries) return;
                _series.Add(key, series = MetricSeries.Of(instrument));
            }
            series.Add(value);
        }
    }

    /// <summary>As <c>router.queries.refused</c> in <c>{query}</c> becomes <c>router_queries_refused_total</c>, and seconds <c>_seconds</c>.</summary>
    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        var unit = instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return MetricSeries.IsCounter(instrument) ? $"{name}_total" : name;
    }

    private static string Describe(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name.Replace('.', '_')).Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
