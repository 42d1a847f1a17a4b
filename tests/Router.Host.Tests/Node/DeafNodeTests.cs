using Actors.Subsystems;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>A node that would answer nobody does not become ready.</summary>
[Collection(RouterCollection.Name)]
public sealed class DeafNodeTests
{
    [Fact]
    public async Task A_node_whose_first_query_gets_no_verdict_of_a_subsystem_is_not_started_and_names_it()
    {
        var failure = await Assert.ThrowsAsync<ModelPackageException>(
            () => StartAsync((subsystem, judge) => subsystem == "weather" ? _ => throw new InvalidOperationException("broken") : judge));
        Assert.StartsWith("the node does not answer, and is not started: its first query, the text 1, got no verdict of weather;", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_first_query_gets_no_verdict_at_all_is_not_started_and_says_how_it_ended()
    {
        var failure = await Assert.ThrowsAsync<ModelPackageException>(() => StartAsync((_, _) => _ => throw new InvalidOperationException("broken")));
        Assert.StartsWith("the node does not answer, and is not started: its first query, the text 1, ended with SubsystemsUnavailable;", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_first_query_alone_fails_is_started()
    {
        var runs = 0;
        await StartAsync((subsystem, judge) => batch =>
            subsystem == "alarm" && Interlocked.Increment(ref runs) == 1 ? throw new InvalidOperationException("not yet") : judge(batch));
        Assert.True(runs > 1);
    }

    [Theory]
    [InlineData("akka.actor.backbone-dispatcher.throughput=many", "akka.actor.backbone-dispatcher: Akka.NET makes no dispatcher of it: ")]
    [InlineData("akka.actor.subsystem-dispatcher.executor=\"System.String, System.Runtime\"", "akka.actor.subsystem-dispatcher: Akka.NET makes no dispatcher of it: ")]
    [InlineData("akka.scheduler.implementation=Bogus", "akka {}: Akka.NET does not start with it: ")]
    public async Task A_node_whose_engine_does_not_start_says_what_Akka_NET_refuses(string setting, string problem)
    {
        var failure = await Assert.ThrowsAsync<ConfigurationError>(() => StartAsync((_, judge) => judge, setting));
        Assert.StartsWith("the configuration is wrong: " + problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_deadlines_are_shorter_than_its_first_query_takes_is_started()
    {
        using var second = new ManualResetEventSlim();
        var runs = 0;
        await StartAsync(
            (subsystem, judge) => batch =>
            {
                if (subsystem == "alarm") second.Wait();
                else if (Interlocked.Increment(ref runs) == 2) second.Set();
                return judge(batch);
            },
            "router.deadline.max=1s", "router.deadline.default=1s");
    }

    [Fact]
    public async Task A_node_that_may_have_one_query_under_way_starts() => await StartAsync((_, judge) => judge, "router.limits.max-in-flight=1");

    /// <summary>Starts a node of two subsystems, and ends it.</summary>
    private static async Task StartAsync(Func<string, JudgeBatch, JudgeBatch> around, params string[] settings)
    {
        using var installation = new TestInstallation("alarm", "weather");
        await using var node = await RouterNode.StartAsync(
            installation.Configuration(settings), around, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }
}
