namespace Router.Cluster.Tests;

/// <summary>Nodes that leave a cluster of processes while queries come.</summary>
public sealed class LeaveTests : IAsyncLifetime
{
    /// <summary>No node dies here, however little of a busy machine it gets: that a silent one is taken out is no part of this.</summary>
    private readonly ProcessCluster _cluster = new("akka.cluster.failure-detector.acceptable-heartbeat-pause=5m");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Nodes_that_leave_by_command_and_by_signal_end_well_and_no_decision_lacks_a_verdict()
    {
        await _cluster.StartAsync("a");
        await Task.WhenAll(_cluster.StartAsync("b"), _cluster.StartAsync("c"));
        await _cluster.UntilWholeAsync("c", "a", "b");
        // Replicas are asked for before there are regions for them, which is how every start begins.
        Assert.DoesNotContain("allocation failed", _cluster.Program("a").Error, StringComparison.Ordinal);

        var unknown = await RouterProgram.RunAsync(null, "cluster", "leave", "nobody", "--url", $"{_cluster.Url("c")}");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("no member is called so; there are a, b, c", unknown.Error, StringComparison.Ordinal);

        // The first node has the coordinator, which moves as well.
        var leave = RouterProgram.RunAsync(null, "cluster", "leave", "a", "--url", $"{_cluster.Url("c")}");
        Assert.InRange(await _cluster.AskUntilAsync("c", Task.WhenAll(leave, _cluster.Program("a").ExitAsync())), 1, int.MaxValue);
        Assert.Equal((0, ""), ((await leave).ExitCode, (await leave).Error));
        Assert.StartsWith("a has left the cluster after", (await leave).Output, StringComparison.Ordinal);
        Assert.Equal(0, await _cluster.Program("a").ExitAsync());
        await _cluster.UntilWholeAsync("c", "b");

        await _cluster.StartAsync("a");
        await _cluster.UntilWholeAsync("c", "a", "b");
        await _cluster.Program("b").SignalAsync("TERM");
        await _cluster.AskUntilAsync("c", _cluster.Program("b").ExitAsync());
        Assert.Equal(0, await _cluster.Program("b").ExitAsync());
        await _cluster.UntilWholeAsync("c", "a");

        // The node that is asked may be the one that leaves.
        var (code, output, error) = await RouterProgram.RunAsync(null, "cluster", "leave", "c", "--url", $"{_cluster.Url("c")}");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("c has left", output, StringComparison.Ordinal);
        Assert.Equal(0, await _cluster.Program("c").ExitAsync());
    }
}
