using Router.Tools.Trial;
using Xunit.Abstractions;

namespace Router.Cluster.Tests;

/// <summary>One fault after another, under load, by the program's own command; <c>--minutes 30</c> is the long form of it.</summary>
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Four faults of 15 s on an idle machine; more of the time goes by on a busy one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private readonly TestInstallation _installation = new("alarm", "weather");

    public void Dispose() => _installation.Dispose();

    [Fact]
    public Task After_a_minute_of_faults_every_query_has_one_whole_decision_and_each_replica_one_owner() => AssertCleanAsync("--minutes", "1");

    [NetworkFact]
    public Task A_node_that_is_cut_off_from_all_others_and_its_clients_ends_itself_and_costs_no_decision() => AssertCleanAsync("--minutes", "0.1", "--faults", "cut");

    private async Task AssertCleanAsync(params string[] arguments)
    {
        var nodes = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_installation.ConfigurationFile)!, "nodes")).FullName;
        foreach (var name in new[] { "a", "b", "c" }) await File.WriteAllTextAsync(Path.Combine(nodes, $"{name}.conf"), "router {}");
        string[] settings =
        [
            "router.log.level=information", "akka.cluster.sharding.rebalance-interval=500ms",
            // Of a busy machine a node that lives may hear little; a dead one is found out later for it, and a query may take longer.
            "akka.cluster.failure-detector.acceptable-heartbeat-pause=5s", "akka.cluster.split-brain-resolver.stable-after=6s",
        ];
        await using var chaos = RouterProgram.Start(
        [
            "cluster", "chaos", "--config", _installation.ConfigurationFile, "--seed", "1", "--rate", "3", "--timeout", "5000", .. arguments,
            .. settings.SelectMany(setting => new[] { "--set", setting }),
        ]);
        var code = await chaos.ExitAsync(Limit);
        output.WriteLine(chaos.Output + chaos.Error);
        Assert.True(code == 0, chaos.Output + chaos.Error);
        Assert.Contains("partial 0, lost 0", chaos.Output, StringComparison.Ordinal);
    }
}

/// <summary>A test that gives processes networks of their own; it is skipped where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(() => NodeNetworks.FindProblemAsync().GetAwaiter().GetResult());

    public NetworkFactAttribute() => Skip = Problem.Value;
}
