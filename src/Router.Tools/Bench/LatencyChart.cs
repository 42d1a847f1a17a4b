using System.Globalization;
using System.Xml.Linq;
using Router.Host;

namespace Router.Tools.Bench;

/// <summary>
/// Draws latency over load as SVG, both axes logarithmic: a line for each percentile of one target, or for several targets their medians and, dashed,
/// their 99th percentiles. Loads that were not stable are hollow.
/// </summary>
internal static class LatencyChart
{
    private const int Width = 900;
    private const int Height = 520;
    private const int Left = 80;
    private const int Right = 180;
    private const int Top = 50;
    private const int Bottom = 60;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly string[] Colours = ["#1b6ca8", "#2a9d6f", "#e08a00", "#c0392b"];

    private static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];

    /// <summary>Draws the results; those without a decision are left out.</summary>
    /// <param name="results">In the order of their loads.</param>
    /// <param name="title">What was measured.</param>
    /// <param name="loadName">What the load counts.</param>
    public static XDocument Draw(IReadOnlyList<LoadResult> results, string title, string loadName)
    {
        var drawn = results.Where(result => result.Measured.Latency.Count > 0).OrderBy(result => result.Load).ToArray();
        var svg = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height),
            new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 13),
            Rectangle(0, 0, Width, Height, "#ffffff"),
            Label(Width / 2, 28, title, "middle", 17),
            Label(Left + ((Width - Left - Right) / 2), Height - 15, loadName, "middle"),
            new XElement(
                Svg + "text", new XAttribute("transform", $"translate(20 {Top + ((Height - Top - Bottom) / 2)}) rotate(-90)"),
                new XAttribute("text-anchor", "middle"), "latency in milliseconds"));
        if (drawn.Length > 0)
        {
            var lines = LinesOf(drawn);
            var x = new LogAxis(drawn[0].Load, drawn[^1].Load, Left, Width - Right);
            var values = lines.SelectMany(line => line.Results.Select(line.Value)).ToArray();
            var y = LogAxis.OfDecades(values.Min(), values.Max(), Height - Bottom, Top);
            svg.Add(Grid(x, y, drawn), lines.Select((line, i) => Curve(line, i, x, y)));
        }
        return new XDocument(svg);
    }

    private static List<Series> LinesOf(LoadResult[] results)
    {
        var targets = results.GroupBy(result => result.Target, StringComparer.Ordinal).ToArray();
        if (targets.Length == 1)
            return [.. Percentiles.Select((percentile, i) => new Series(percentile.Name, percentile.Share, Colours[i], Dashed: false, results))];
        var lines = new List<Series>();
        foreach (var (i, target) in targets.Index())
        {
            lines.Add(new Series($"p50 {target.Key}", 0.5, Colours[i % Colours.Length], Dashed: false, [.. target]));
            lines.Add(new Series($"p99 {target.Key}", 0.99, Colours[i % Colours.Length], Dashed: true, [.. target]));
        }
        return lines;
    }

    private static IEnumerable<XElement> Grid(LogAxis x, LogAxis y, LoadResult[] results)
    {
        foreach (var value in y.Ticks())
        {
            var at = y.At(value);
            yield return Line(Left, at, Width - Right, at, "#dddddd");
            yield return Label(Left - 8, at + 4, Number(value), "end");
        }
        foreach (var load in results.Select(result => result.Load).Distinct())
        {
            var at = x.At(load);
            yield return Line(at, Top, at, Height - Bottom, "#eeeeee");
            yield return Label(at, Height - Bottom + 20, Number(load), "middle");
        }
        yield return Line(Left, Height - Bottom, Width - Right, Height - Bottom, "#333333");
        yield return Line(Left, Top, Left, Height - Bottom, "#333333");
    }

    private static IEnumerable<XElement> Curve(Series line, int index, LogAxis x, LogAxis y)
    {
        var points = line.Results.Select(result => (X: x.At(result.Load), Y: y.At(line.Value(result)), result.State)).ToArray();
        yield return new XElement(
            Svg + "polyline", new XAttribute("points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))),
            new XAttribute("fill", "none"), new XAttribute("stroke", line.Colour), new XAttribute("stroke-width", 2),
            line.Dashed ? new XAttribute("stroke-dasharray", "6 4") : null);
        foreach (var point in points)
        {
            yield return new XElement(
                Svg + "circle", new XAttribute("cx", Number(point.X)), new XAttribute("cy", Number(point.Y)), new XAttribute("r", 4),
                new XAttribute("fill", point.State == LoadState.Stable ? line.Colour : "#ffffff"), new XAttribute("stroke", line.Colour));
        }
        var legend = Top + 12 + (index * 22);
        var sample = Line(Width - Right + 16, legend - 4, Width - Right + 40, legend - 4, line.Colour);
        sample.Add(new XAttribute("stroke-width", 2), line.Dashed ? new XAttribute("stroke-dasharray", "6 4") : null);
        yield return sample;
        yield return Label(Width - Right + 46, legend, line.Name, "start");
    }

    private static XElement Line(double x1, double y1, double x2, double y2, string colour) => new(
        Svg + "line", new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)),
        new XAttribute("y2", Number(y2)), new XAttribute("stroke", colour));

    private static XElement Rectangle(double x, double y, double width, double height, string colour) => new(
        Svg + "rect", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)), new XAttribute("fill", colour));

    private static XElement Label(double x, double y, string text, string anchor, int size = 13) => new(
        Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor),
        new XAttribute("font-size", size), text);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed record Series(string Name, double Share, string Colour, bool Dashed, LoadResult[] Results)
    {
        /// <summary>Milliseconds; a logarithm takes no zero.</summary>
        public double Value(LoadResult result) => Math.Max(0.001, result.Measured.Latency.Percentile(Share).TotalMilliseconds);
    }

    /// <summary>Where values lie between two pixels.</summary>
    private readonly record struct LogAxis(double Smallest, double Largest, double First, double Last)
    {
        /// <summary>An axis from 1, 2 or 5 times a power of ten to another.</summary>
        public static LogAxis OfDecades(double smallest, double largest, double first, double last)
        {
            var ticks = TicksBetween(smallest / 5, largest * 5).ToArray();
            return new LogAxis(ticks.Last(tick => tick <= smallest), ticks.First(tick => tick >= largest), first, last);
        }

        public double At(double value) => Largest <= Smallest
            ? (First + Last) / 2
            : First + ((Last - First) * Math.Log(value / Smallest) / Math.Log(Largest / Smallest));

        public IEnumerable<double> Ticks() => TicksBetween(Smallest, Largest);

        private static IEnumerable<double> TicksBetween(double smallest, double largest)
        {
            for (var decade = Math.Floor(Math.Log10(smallest)); decade <= Math.Ceiling(Math.Log10(largest)); decade++)
            {
                foreach (var digit in new[] { 1, 2, 5 })
                {
                    var tick = double.Parse($"{digit}e{decade:0}", CultureInfo.InvariantCulture);
                    if (tick >= smallest && tick <= largest) yield return tick;
                }
            }
        }
    }
}
