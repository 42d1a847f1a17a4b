using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Routing;
using Router.Testing;

namespace Router.Host.Tests.Node;

[Collection(RouterCollection.Name)]
public sealed class SpeakerZoneTests
{
    /// <summary>The layer-state cache answers all but the first query; none is served the values of another's zone.</summary>
    [Fact]
    public async Task One_text_of_speakers_in_many_zones_is_encoded_once_and_each_has_the_times_of_his_own()
    {
        await using var node = await RouterNode.StartAsync(
            Installation.Configuration("router.backbone-defaults.cache.enabled=true", "router.time-zone=Asia/Shanghai"),
            NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        var runs = node.BackboneRuns;

        var offsets = new List<string>();
        foreach (var zone in new[] { null, "Pacific/Kiritimati", "Etc/GMT+12", null }) offsets.Add(await OffsetAsync(zone));

        Assert.Equal(["T08:00:00+08:00", "T08:00:00+14:00", "T08:00:00-12:00", "T08:00:00+08:00"], offsets);
        Assert.Equal(1, node.BackboneRuns - runs);

        async Task<string> OffsetAsync(string? zone)
        {
            var request = new RouteRequest("明天早上八点叫我起床") { TimeZone = zone is null ? null : TimeZones.Find(zone, "timeZone") };
            var decision = Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(request, CancellationToken.None));
            return Assert.Single(decision.Slots, slot => slot.Type == "time").Value![10..];
        }
    }
}
