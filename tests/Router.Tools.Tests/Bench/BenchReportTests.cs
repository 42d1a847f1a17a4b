using System.Xml.Linq;
using Router.Contracts;
using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

/// <summary>What is written of results: CSV and chart.</summary>
public sealed class BenchReportTests
{
    [Fact]
    public void Every_line_of_the_csv_has_every_column()
    {
        var lines = new BenchReport("sessions", sessions: true).ToCsv([Result(8, 100), Result(16, 0)]).TrimEnd('\n').Split('\n');

        Assert.Equal(string.Join(',', BenchReport.Columns), lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal(BenchReport.Columns.Count, line.Split(',').Length));
    }

    [Fact]
    public void The_csv_has_what_was_measured()
    {
        var cells = Cells(new BenchReport("sessions", sessions: true), Result(8, 100));

        Assert.Equal("grpc", cells["target"]);
        Assert.Equal(("sessions", "8", "stable", "3"), (cells["load_kind"], cells["load"], cells["state"], cells["windows"]));
        Assert.Equal(("10.000", "100", "10.000"), (cells["seconds"], cells["decisions"], cells["throughput_per_s"]));
        Assert.Equal(50, double.Parse(cells["p50_ms"]), 0.3);
        Assert.Equal(99, double.Parse(cells["p99_ms"]), 0.5);
        Assert.Equal(("1.000", "2.000", "3.000", "4.000"), (cells["queue_ms"], cells["encode_ms"], cells["heads_ms"], cells["rank_ms"]));
        Assert.Equal(("25", "75", "2"), (cells["hits"], cells["misses"], cells["errors"]));
        Assert.Equal("1.500", cells["encoded_per_decision"]);
    }

    [Fact]
    public void What_was_not_measured_is_empty()
    {
        var cells = Cells(new BenchReport("clients", sessions: false), Result(1, 0));

        foreach (var column in new[] { "p50_ms", "p999_ms", "hits", "hit_p50_ms", "misses", "encoded_per_decision", "late_p99_ms" })
            Assert.Equal("", cells[column]);
    }

    [Fact]
    public void Errors_are_told_by_kind() =>
        Assert.Equal("1 DEADLINE_EXCEEDED, 1 UNAVAILABLE", BenchReport.ErrorsOf(Result(8, 100)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void The_chart_is_well_formed_and_has_a_point_for_every_result_and_percentile(int results)
    {
        var chart = LatencyChart.Draw(
            [.. Enumerable.Range(0, results).Select(i => Result(1 << i, 100)), Result(1000, 0)], "a < b & \"c\"", "clients");

        var svg = XDocument.Parse(chart.ToString()).Root!;
        var elements = svg.Descendants().ToLookup(element => element.Name.LocalName);
        Assert.Equal("svg", svg.Name.LocalName);
        Assert.Equal(results * 4, elements["circle"].Count());
        Assert.Equal(results == 0 ? 0 : 4, elements["polyline"].Count());
        Assert.Contains(elements["text"], text => text.Value == "a < b & \"c\"");
        Assert.All(elements["circle"], circle =>
        {
            Assert.InRange(double.Parse(circle.Attribute("cx")!.Value), 80, 720);
            Assert.InRange(double.Parse(circle.Attribute("cy")!.Value), 50, 460);
        });
    }

    [Fact]
    public void Several_targets_are_drawn_beside_each_other()
    {
        var results = new[] { 1, 2, 4 }.SelectMany(load => new[] { "node", "grpc" }.Select(target => Result(load, 100) with { Target = target }));

        var elements = LatencyChart.Draw([.. results], "title", "clients").Descendants().ToLookup(element => element.Name.LocalName);

        Assert.Equal((4, 12), (elements["polyline"].Count(), elements["circle"].Count()));
        Assert.Equal(2, elements["polyline"].Count(line => line.Attribute("stroke-dasharray") is not null));
        foreach (var name in new[] { "p50 node", "p99 node", "p50 grpc", "p99 grpc" }) Assert.Contains(elements["text"], text => text.Value == name);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public void A_load_that_is_late_by_a_tenth_of_what_it_measures_measures_itself(int late, bool isTooSlow)
    {
        var result = Result(1, 101);
        if (late > 0) result.Measured.AddLateness(TimeSpan.FromMilliseconds(late));
        Assert.Equal(isTooSlow, result.IsGeneratorTooSlow);
    }

    private static Dictionary<string, string> Cells(BenchReport report, LoadResult result)
    {
        var cells = report.ToCsv([result]).TrimEnd('\n').Split('\n')[1].Split(',');
        return BenchReport.Columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>1 to <paramref name="count"/> milliseconds in ten seconds; every fourth a hit; two errors.</summary>
    private static LoadResult Result(double load, int count)
    {
        var window = new Window { Duration = TimeSpan.FromSeconds(10), Encoded = count * 3 / 2 };
        for (var i = 1; i <= count; i++)
        {
            window.Add(new Sample(TimeSpan.FromMilliseconds(i))
            {
                SpeculationHit = i % 4 == 0,
                Timings = new DecisionTimings(1, 2, 3, 4, 10),
            });
        }
        if (count > 0)
        {
            window.Add(new Sample(TimeSpan.Zero) { Error = "UNAVAILABLE" });
            window.Add(new Sample(TimeSpan.Zero) { Error = "DEADLINE_EXCEEDED" });
        }
        return new LoadResult(load, window, Windows: 3, LoadState.Stable) { Target = "grpc" };
    }
}
