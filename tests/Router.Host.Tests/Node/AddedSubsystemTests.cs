using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Routing;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>A subsystem is added with one file and one package directory, and no code.</summary>
[Collection(RouterCollection.Name)]
public sealed class AddedSubsystemTests
{
    [Fact]
    public async Task A_nineteenth_subsystem_is_routed_to()
    {
        var shipped = Installation.Configuration().Settings.Subsystems.Select(subsystem => subsystem.Name).Where(name => name != "music");
        using var installation = new TestInstallation([.. shipped]);
        installation.AddCopy("music", "jukebox");
        installation.AddCopy("weather", "oracle");

        await using var node = await RouterNode.StartAsync(
            installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        var decision = await RouteAsync(node, "will it rain in oslo on friday");

        Assert.Equal(19, node.Subsystems.Subsystems.DistinctBy(head => head.Name).Count());
        Assert.Contains("oracle", decision.Alternatives.Select(other => other.Subsystem).Append(decision.Subsystem));
    }

    [Fact]
    public async Task A_subsystem_that_replaces_another_gets_its_queries()
    {
        using var installation = new TestInstallation("alarm");
        installation.AddCopy("weather", "oracle");

        await using var node = await RouterNode.StartAsync(
            installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

        Assert.Equal("oracle", (await RouteAsync(node, "will it rain in oslo on friday")).Subsystem);
        Assert.Equal("alarm", (await RouteAsync(node, "wake me up at six tomorrow")).Subsystem);
    }

    [Fact]
    public async Task A_disabled_subsystem_takes_no_part()
    {
        using var installation = new TestInstallation("alarm", "weather");

        var configuration = installation.Configuration("router.subsystems.weather.enabled=off");
        await using var node = await RouterNode.StartAsync(
            configuration, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

        Assert.All(node.Subsystems.Subsystems, head => Assert.Equal("alarm", head.Name));
    }

    private static async Task<RouteDecision> RouteAsync(RouterNode node, string text) =>
        Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(new RouteRequest(text), CancellationToken.None));
}
