namespace Router.Cluster.Tests;

/// <summary>Processes that stand still or die while queries come.</summary>
public sealed class ProcessFaultTests : IAsyncLifetime
{
    private readonly ProcessCluster _cluster = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_node_that_stood_still_past_its_end_as_a_member_ends_costs_no_decision_and_may_come_back()
    {
        await StartAsync();
        await _cluster.Program("b").SignalAsync("STOP");
        // What it is asked now waits in its sockets until it goes on.
        var end = _cluster.Program("b").ExitAsync();
        var clients = Enumerable.Range(0, 8).Select(client => AskWhileItRunsAsync(client * 1000)).ToArray();
        Assert.InRange(await _cluster.AskUntilAsync("c", _cluster.UntilWholeAsync("c", "a")), 1, int.MaxValue);

        await _cluster.Program("b").SignalAsync("CONT");
        await _cluster.AskUntilAsync("c", Task.WhenAll([end, .. clients]));
        Assert.Equal(1, await end);

        await _cluster.StartAsync("b");
        await _cluster.AskUntilAsync("c", _cluster.UntilWholeAsync("c", "a", "b"));

        async Task AskWhileItRunsAsync(int first)
        {
            for (var number = first; !end.IsCompleted; number++) await _cluster.MayAskAsync("b", number);
        }
    }

    [Fact]
    public async Task Clients_of_a_front_end_that_is_killed_send_their_queries_to_another_one_and_each_is_answered()
    {
        await StartAsync();
        // The first one has the coordinator as well.
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, 4).Select(client => AskOneOrTheOtherAsync(client * 1000, killed.Task)).ToArray();
        await _cluster.AskUntilAsync("a", Task.CompletedTask);
        await _cluster.Program("a").SignalAsync("KILL");
        await _cluster.Program("a").ExitAsync();
        killed.SetResult();
        Assert.All(await Task.WhenAll(clients), sentAgain => Assert.InRange(sentAgain, 1, int.MaxValue));
        await _cluster.UntilWholeAsync("c", "b");
        await _cluster.AskUntilAsync("b", Task.CompletedTask);
    }

    [Fact]
    public async Task Nodes_that_all_died_at_once_serve_again_when_they_are_started_again()
    {
        await StartAsync();
        string[] all = ["a", "b", "c"];
        await Task.WhenAll(all.Select(name => _cluster.Program(name).SignalAsync("KILL")));
        await Task.WhenAll(all.Select(name => _cluster.Program(name).ExitAsync()));
        await Task.WhenAll(all.Reverse().Select(name => _cluster.StartAsync(name)));
        foreach (var name in all)
        {
            await _cluster.UntilWholeAsync([name, .. all.Except([name])]);
            await _cluster.AskAsync(name, 1);
        }
    }

    [Fact]
    public async Task Nodes_that_encode_for_a_front_end_without_a_backbone_may_be_killed_while_one_is_left()
    {
        await _cluster.StartAsync("a", "router.cluster.roles=[subsystem]");
        await Task.WhenAll(_cluster.StartAsync("b", "router.cluster.roles=[backbone]"), _cluster.StartAsync("c", "router.cluster.roles=[backbone]"));
        await _cluster.StartAsync("d", "router.cluster.roles=[front-end]");
        await _cluster.UntilAsync("d", status => status.Members.Count(member => member.Trusted && member.Devices.Count > 0) == 2, "two nodes that encode");
        await _cluster.AskUntilAsync("d", _cluster.UntilAsync(
            "d", status => status.Members.Count(member => member.Traffic.Any(kind => kind is { Message: "encode", ReceivedBytes: > 0 })) == 2, "queries that each of them encoded"));

        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, 4).Select(_ => _cluster.AskUntilAsync("d", killed.Task)).ToArray();
        await _cluster.AskUntilAsync("d", Task.CompletedTask);
        await _cluster.Program("b").SignalAsync("KILL");
        await _cluster.UntilAsync("d", status => status.Members.All(member => member.Name != "b"), "the end of b");
        killed.SetResult();
        Assert.All(await Task.WhenAll(clients), sent => Assert.InRange(sent, 1, int.MaxValue));

        await _cluster.Program("c").SignalAsync("KILL");
        await _cluster.UntilAsync("d", status => status.MissingBackbones.Count > 0, "that nobody encodes");
        using var ready = await _cluster.GetAsync("d", "/readyz");
        Assert.Equal(503, (int)ready.StatusCode);
        var refused = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => _cluster.AskAsync("d", 0));
        Assert.Contains("answered query 0 with 503", refused.Message, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        await _cluster.StartAsync("a");
        await Task.WhenAll(_cluster.StartAsync("b"), _cluster.StartAsync("c"));
        await _cluster.UntilWholeAsync("c", "a", "b");
    }

    /// <summary>Asks node a, and node c what node a did not answer, until a little after something has happened.</summary>
    /// <returns>How many queries were sent again.</returns>
    private async Task<int> AskOneOrTheOtherAsync(int first, Task happened)
    {
        var sentAgain = 0;
        for (var (number, after) = (first, 0); after < 5; number++)
        {
            if (happened.IsCompleted) after++;
            try
            {
                await _cluster.AskAsync("a", number);
            }
            catch (HttpRequestException)
            {
                sentAgain++;
                await _cluster.AskAsync("c", number);
            }
        }
        return sentAgain;
    }
}
