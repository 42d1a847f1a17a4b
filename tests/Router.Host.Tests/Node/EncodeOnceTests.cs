using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Router.Host.Routing;
using Router.Host.Tests.Support;

namespace Router.Host.Tests.Node;

[Collection(RouterCollection.Name)]
public sealed class EncodeOnceTests(RouterFixture router)
{
    [Fact]
    public async Task A_query_is_encoded_once_and_judged_by_every_subsystem()
    {
        using var meter = new Readings("router.backbone.runs", "router.backbone.queries", "router.subsystem.queries");
        var runs = router.Server.Node.BackboneRuns;

        await router.Server.Node.Queries.RouteAsync(new RouteRequest("is it cold outside"), CancellationToken.None);

        Assert.Equal(1, router.Server.Node.BackboneRuns - runs);
        Assert.Equal(1, meter["router.backbone.runs"]);
        Assert.Equal(1, meter["router.backbone.queries"]);
        Assert.Equal(router.Server.Node.Subsystems.Subsystems.Count, meter["router.subsystem.queries"]);
    }

    [Fact]
    public async Task Queries_that_wait_together_share_their_backbone_runs()
    {
        const int queries = 64;
        var runs = router.Server.Node.BackboneRuns;

        var routing = Enumerable.Range(0, queries)
            .Select(i => router.Server.Node.Queries.RouteAsync(new RouteRequest($"wake me up at {i % 12}"), CancellationToken.None));
        await Task.WhenAll(routing);

        Assert.InRange(router.Server.Node.BackboneRuns - runs, 1, queries / 2);
    }

    /// <summary>Sums of counters, from their start on.</summary>
    private sealed class Readings : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
        private readonly MeterListener _listener = new();

        public Readings(params string[] names)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (names.Contains(instrument.Name)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
            _listener.Start();
        }

        public long this[string name] => _sums.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();
    }
}
