using Actors.Subsystems.Shards;

namespace Actors.Subsystems.Tests.Shards;

public sealed class LocalReplicasTests : TestKit
{
    private readonly LocalReplicas _replicas = new();

    [Theory]
    [InlineData(2, 10)]
    [InlineData(10, 2)]
    public void Names_are_told_in_their_order_and_of_two_the_last_one_is_found_until_it_is_gone(int first, int second)
    {
        var actors = new[] { first, second }.ToDictionary(number => number, _ => CreateTestProbe().Ref);
        foreach (var (number, actor) in actors) _replicas.Add(new ReplicaId("alarm", number), actor);
        _replicas.Add(new ReplicaId("weather", 0), ActorRefs.Nobody);
        Assert.Equal(["alarm/10", "alarm/2", "weather/0"], _replicas.Ids);
        Assert.Equal(actors[2], _replicas.Find("alarm"));
        Assert.True(_replicas.Remove(actors[2]));
        Assert.False(_replicas.Remove(actors[2]));
        Assert.Equal(actors[10], _replicas.Find("alarm"));
        Assert.Equal(actors[10], _replicas.Take(new ReplicaId("alarm", 10)));
        Assert.Null(_replicas.Find("alarm"));
        Assert.Equal(["weather/0"], _replicas.Ids);
    }
}
