using System.Text.Json;
using Router.Contracts;
using Router.Tools.Cli;
using Router.Tools.Trial;

namespace Router.Tools.Tests.Trial;

public sealed class TrialTrafficTests
{
    private static readonly MessageTraffic[] OfFront =
        [new("report", 70_000, 80_000), new(MessageTraffic.States, 30_000, 5), new(MessageTraffic.Verdicts, 7, 4_000)];

    [Fact]
    public void What_the_node_with_the_queries_sent_and_was_told_for_them_counts_and_nothing_else()
    {
        var front = Member("c") with { Traffic = OfFront, TapBytes = 17_000 };
        var other = Member("a") with { Traffic = OfFront, TapBytes = 1 };
        var traffic = TrialTraffic.Of(new ClusterStatus("c", [other, front], [], "a"), answered: 10);
        Assert.Equal(new TrialTraffic(10, 30_000, 4_000, 17_000), traffic);
        Assert.Equal(
            "bytes between nodes for each answered query: 3400 (3000 states, 400 verdicts), 2.00 times (goal 3 times: reached) the 1700 of one layer's states as 16-bit floats", traffic.Summary);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Without_an_answer_there_are_no_bytes_for_one(int answered, long tap) =>
        Assert.StartsWith("no query was answered", new TrialTraffic(answered, 1, 1, tap).Summary, StringComparison.Ordinal);

    [Fact]
    public void The_table_has_the_kinds_with_bytes_and_the_most_first() =>
        Assert.Equal("report 0.070 MB, states 0.030 MB, verdicts 0.000 MB", ClusterTable.Describe([new("rank", 0, 9), .. OfFront], kind => kind.SentBytes));

    [Fact]
    public void The_status_of_a_node_that_does_not_count_has_no_traffic()
    {
        var member = JsonSerializer.Deserialize(
            """{"name":"a","address":"h:1","status":"up","trusted":true,"zone":"","roles":[],"version":"1","heads":[],"replicas":[]}""", WireJson.TypeInfo<ClusterMember>())!;
        Assert.Equal("", ClusterTable.Describe(member.Traffic, kind => kind.SentBytes));
    }

    private static ClusterMember Member(string name) => new(name, "127.0.0.1:1", "up", Trusted: true, "", [], "1.2.3", [], []);
}
