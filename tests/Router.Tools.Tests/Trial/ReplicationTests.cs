using Router.Contracts;
using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class ReplicationTests
{
    [Fact]
    public void Each_subsystem_on_two_nodes_is_whole()
    {
        Assert.True(Replication.IsWhole(Status(Member("a", "alarm/0", "iot/1"), Member("b", "alarm/1", "iot/0"))));
        Assert.False(Replication.IsWhole(Status(Member("a", "alarm/0", "iot/1"), Member("b", "alarm/1"))));
    }

    [Fact]
    public void Two_replicas_on_one_node_are_not_two_nodes() =>
        Assert.False(Replication.IsWhole(Status(Member("a", "alarm/0", "alarm/1", "iot/0"), Member("b", "iot/1"))));

    [Fact]
    public void What_runs_on_a_node_that_is_not_trusted_or_does_not_count_does_not_count()
    {
        var (a, b, c) = (Member("a", "alarm/0", "iot/0"), Member("b", "alarm/1", "iot/1"), Member("c", "alarm/0", "iot/0"));
        Assert.False(Replication.IsWhole(Status(a, b with { Trusted = false })));
        Assert.False(Replication.IsWhole(Status(a, b), except: "b"));
        Assert.True(Replication.IsWhole(Status(a, b, c), except: "b"));
    }

    [Fact]
    public void A_spread_has_all_nodes_up_and_each_runs_something()
    {
        var (a, b, c) = (Member("a", "alarm/0", "iot/0"), Member("b", "alarm/1"), Member("c", "iot/1"));
        Assert.True(Replication.IsSpread(Status(a, b, c), 3));
        Assert.False(Replication.IsSpread(Status(a, b), 3));
        Assert.False(Replication.IsSpread(Status(a, b, c with { Status = "joining" }), 3));
        Assert.False(Replication.IsSpread(Status(a, Member("b", "alarm/1", "iot/1"), Member("c")), 3));
    }

    [Fact]
    public void It_is_sound_only_where_each_replica_runs_on_one_node()
    {
        var (a, b, c) = (Member("a", "alarm/0", "iot/0"), Member("b", "alarm/1", "iot/1"), Member("c"));
        Assert.True(Replication.IsSound(Status(a, b, c), 3));
        Assert.False(Replication.IsSound(Status(a, b, Member("c", "alarm/0")), 3));
        Assert.False(Replication.IsSound(Status(a, b), 3));
        Assert.False(Replication.IsSound(Status(a, Member("b", "alarm/1"), c), 3));
    }

    private static ClusterStatus Status(params ClusterMember[] members) => new("a", members, [], "a");

    private static ClusterMember Member(string name, params string[] replicas) =>
        new(name, "127.0.0.1:1", "up", Trusted: true, "", [], "1.2.3", [new HeadReport("alarm", "1.0.0", 0), new HeadReport("iot", "1.0.0", 0)], replicas);
}
