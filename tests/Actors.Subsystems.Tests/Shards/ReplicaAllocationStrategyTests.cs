using System.Collections.Immutable;
using Actors.Subsystems.Shards;

namespace Actors.Subsystems.Tests.Shards;

public sealed class ReplicaAllocationStrategyTests
{
    [Theory]
    [InlineData("alarm/0")]
    [InlineData("no replica")]
    public async Task What_no_node_may_run_goes_to_nobody_without_an_error(string shard)
    {
        var strategy = new ReplicaAllocationStrategy(new ShardAllocation(), new ClusterView(), new Address("akka.tcp", "router", "127.0.0.1", 1));
        var allocation = strategy.AllocateShard(ActorRefs.Nobody, shard, ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty);
        // At once: the coordinator takes another way otherwise.
        Assert.True(allocation.IsCompletedSuccessfully);
        Assert.Same(ActorRefs.Nobody, await allocation);
    }
}
