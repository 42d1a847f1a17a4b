using Microsoft.Extensions.Logging.Abstractions;
using Router.Testing;

namespace Router.Host.Tests.Node;

[Collection(RouterCollection.Name)]
public sealed class ProviderTests(RouterFixture router)
{
    [Fact]
    public void A_server_that_is_alone_waits_for_no_cluster() =>
        Assert.IsType<LocalActorRefProvider>(((ExtendedActorSystem)router.Server.Node.System).Provider);

    [Fact]
    public async Task A_node_for_a_command_that_ends_by_itself_waits_for_no_cluster()
    {
        await using var node = await RouterNode.StartAsync(
            Installation.Configuration(), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        Assert.IsType<LocalActorRefProvider>(((ExtendedActorSystem)node.System).Provider);
    }
}
