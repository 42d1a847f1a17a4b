using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Router.Host.Http;

/// <summary>What one instrument measured with the same tags. Not thread-safe.</summary>
internal abstract class MetricSeries
{
    /// <summary>What Prometheus calls it.</summary>
    public abstract string Kind { get; }

    /// <summary>The series of an instrument.</summary>
    public static MetricSeries Of(Instrument instrument)
    {
        var type = instrument.GetType();
        if (IsOf(type, typeof(Histogram<>))) return new Buckets(BoundariesOf(instrument));
        return new Number(IsCounter(instrument) ? "counter" : "gauge", isTotal: instrument.IsObservable || IsOf(type, typeof(Gauge<>)));
    }

    /// <summary>Whether it only grows.</summary>
    public static bool IsCounter(Instrument instrument) => IsOf(instrument.GetType(), typeof(Counter<>)) || IsOf(instrument.GetType(), typeof(ObservableCounter<>));

    /// <summary>Takes a measurement.</summary>
    public abstract void Add(double value);

    /// <summary>Writes its lines.</summary>
    /// <param name="page">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="tags">Its tags, as they stand between braces; "" for none.</param>
    public abstract void Write(StringBuilder page, string name, string tags);

    private static bool IsOf(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

    private static double[] BoundariesOf(Instrument instrument)
    {
        var boundaries = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } doubles } => doubles,
            Histogram<long> { Advice.HistogramBucketBoundaries: { } longs } => longs.Select(bound => (double)bound),
            Histogram<int> { Advice.HistogramBucketBoundaries: { } ints } => ints.Select(bound => (double)bound),
            _ => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
        };
        return [.. boundaries];
    }

    private static void Line(StringBuilder page, string name, string tags, double value)
    {
        page.Append(name);
        if (tags.Length > 0) page.Append('{').Append(tags).Append('}');
        page.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <param name="kind">Counter or gauge.</param>
    /// <param name="isTotal">Whether a measurement is the value itself, and not what it changed by.</param>
    private sealed class Number(string kind, bool isTotal) : MetricSeries
    {
        private double _value;

        public override string Kind => kind;

        public override void Add(double value) => _value = isTotal ? value : _value + value;

        public override void Write(StringBuilder page, string name, string tags) => Line(page, name, tags, _value);
    }

    private sealed class Buckets(double[] boundaries) : MetricSeries
    {
        private readonly long[] _counts = new long[boundaries.Length + 1];
        private double _sum;

        public override string Kind => "histogram";

        public override void Add(double value)
        {
            var at = Array.BinarySearch(boundaries, value);
            _counts[at >= 0 ? at : ~at]++;
            _sum += value;
        }

        public override void Write(StringBuilder page, string name, string tags)
        {
            var (all, before) = (0L, tags.Length > 0 ? $"{tags}," : "");
            for (var i = 0; i < _counts.Length; i++)
            {
                all += _counts[i];
                var bound = i < boundaries.Length ? boundaries[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                Line(page, $"{name}_bucket", $"{before}le=\"{bound}\"", all);
            }
            Line(page, $"{name}_sum", tags, _sum);
            Line(page, $"{name}_count", tags, all);
        }
    }
}
