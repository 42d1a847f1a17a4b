using Router.Contracts;
using Router.Host.Configuration;

namespace Router.Host.Tests.Configuration;

/// <summary>Several nodes of one deployment: what differs from node to node stands in the folder nodes.</summary>
public sealed class NodeFileTests
{
    [Fact]
    public void A_nodes_file_lies_over_the_deployments_and_under_the_command_line()
    {
        using var deployment = new DeploymentFolder("router { http.port = 1, http.max-connections = 2, limits.max-in-flight = 3 }");
        deployment.Write("nodes/kitchen.conf", "router { node-name = other, http { port = 4, max-connections = 5 }, subsystems.alarm.replicas = 3 }");

        var settings = RouterConfiguration.Load(deployment.Main, "kitchen", ["router.http.port=6"]).Settings;

        Assert.Equal(("kitchen", 6, 5, 3), (settings.NodeName, settings.Http.Listener.Port, settings.Http.Listener.Connections.Max, settings.Limits.MaxInFlight));
        Assert.Equal(3, Assert.Single(settings.Subsystems).Replicas);
    }

    [Fact]
    public void A_node_without_a_file_is_refused()
    {
        using var deployment = new DeploymentFolder();
        var error = Assert.Throws<ConfigurationError>(() => RouterConfiguration.Load(deployment.Main, "attic", []));
        Assert.Contains($"nodes{Path.DirectorySeparatorChar}attic.conf: there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../router")]
    [InlineData("Attic")]
    public void A_node_has_a_name_as_others_have(string name)
    {
        using var deployment = new DeploymentFolder();
        var error = Assert.Throws<ConfigurationError>(() => RouterConfiguration.Load(deployment.Main, name, []));
        Assert.Contains($"the node {name}: a node's name is 1 to 64 lower-case letters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public void The_shipped_nodes_are_of_one_cluster(string name)
    {
        var settings = RouterConfiguration.Load(Path.Combine(Repository.Root, "hocon", "cluster.conf"), name, []).Settings;
        Assert.True(settings.Cluster.Enabled);
        Assert.Equal(name, settings.NodeName);
        Assert.Equal(["127.0.0.1:8100", "127.0.0.1:8101"], settings.Cluster.SeedNodes);
        Assert.Equal(18, settings.Subsystems.Count);
    }
}
