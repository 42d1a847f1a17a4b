using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>What a node that has just started lets in, when all come at once.</summary>
[Collection(RouterCollection.Name)]
public sealed class FirstFloodTests
{
    [Fact]
    public async Task The_first_flood_is_refused_as_later_ones_are()
    {
        await using var node = await StartAsync("router.limits.max-wait=10ms");

        Assert.InRange(await FloodAsync(node, 1000), 1, 200);
    }

    [Fact]
    public async Task A_node_knows_from_its_start_how_many_it_can_answer_in_time()
    {
        await using var node = await StartAsync("router.limits.max-wait=10m", "router.deadline.default=10m", "router.deadline.max=10m");

        Assert.Equal(200, await FloodAsync(node, 200));
    }

    [Fact]
    public async Task What_it_tries_itself_with_may_be_longer_than_clients_texts()
    {
        await using var node = await StartAsync("router.limits.max-text-length=1");

        Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(new RouteRequest("a"), CancellationToken.None));
    }

    /// <summary>Asks so many at once, before any of them can have ended.</summary>
    /// <returns>How many were let in.</returns>
    private static async Task<int> FloodAsync(RouterNode node, int count)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, count).Select(i => node.Queries.RouteAsync(new RouteRequest($"wake me up at {i}"), CancellationToken.None)));
        return results.Count(result => result is not RouteRefused { Reason: RefusalReason.QueueFull });
    }

    private static Task<RouterNode> StartAsync(params string[] settings) => RouterNode.StartAsync(
        Installation.Configuration(settings), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
}
