using System.Collections.Concurrent;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Tests;

public sealed class CoordinatedShutdownTests : RuntimeTest
{
    private readonly ConcurrentQueue<string> _log = new();

    public CoordinatedShutdownTests()
        : base(VirtualTime + """

            akka.coordinated-shutdown.phases {
              service-stop.timeout = 2 s
              before-cluster-shutdown { timeout = 2 s, recover = off }
              cluster-leave.enabled = off
            }
            """)
    {
    }

    private CoordinatedShutdown Phases => CoordinatedShutdown.Get(Sys);

    [Fact]
    public async Task Phases_run_in_their_order_and_end_with_the_system_stopped()
    {
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate);
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind);
        Add(CoordinatedShutdown.PhaseServiceRequestsDone);
        Add(CoordinatedShutdown.PhaseServiceUnbind);

        await Phases.Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Equal(["before-service-unbind", "service-unbind", "service-requests-done", "before-actor-system-terminate"], _log);
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, Phases.ShutdownReason);
    }

    [Fact]
    public async Task Terminating_the_system_runs_the_phases()
    {
        Add(CoordinatedShutdown.PhaseServiceUnbind);

        await Sys.Terminate();

        Assert.Equal(["service-unbind"], _log);
        Assert.IsType<CoordinatedShutdown.ActorSystemTerminateReason>(Phases.ShutdownReason);
    }

    [Fact]
    public async Task The_tasks_of_a_phase_run_at_the_same_time()
    {
        var (first, second) = (new TaskCompletionSource<Done>(), new TaskCompletionSource<Done>());
        Phases.AddTask(CoordinatedShutdown.PhaseServiceStop, "first", () => Meet(first, second));
        Phases.AddTask(CoordinatedShutdown.PhaseServiceStop, "second", () => Meet(second, first));

        await Phases.Run(CoordinatedShutdown.UnknownReason.Instance);

        Assert.True(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left_behind()
    {
        var entered = new TaskCompletionSource();
        Phases.AddTask(CoordinatedShutdown.PhaseServiceStop, "endless", () => Endless(entered));
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate);
        var run = Phases.Run(CoordinatedShutdown.UnknownReason.Instance);
        await entered.Task;

        Time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(run.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await run;

        Assert.Equal(["before-actor-system-terminate"], _log);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_keep_the_next_phases_from_running()
    {
        Phases.AddTask(CoordinatedShutdown.PhaseServiceStop, "broken", () => throw new InvalidOperationException("oops"));
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate);

        await Phases.Run(CoordinatedShutdown.UnknownReason.Instance);

        Assert.Equal(["before-actor-system-terminate"], _log);
    }

    [Fact]
    public async Task A_phase_that_must_not_fail_ends_the_run_when_it_does()
    {
        Phases.AddTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown, "broken", () => Task.FromException<Done>(new InvalidOperationException("oops")));
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Phases.Run(CoordinatedShutdown.UnknownReason.Instance));

        Assert.Empty(_log);
    }

    [Fact]
    public async Task A_phase_that_must_not_take_too_long_ends_the_run_when_it_does()
    {
        var entered = new TaskCompletionSource();
        Phases.AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "endless", () => Endless(entered));
        var run = Phases.Run(CoordinatedShutdown.UnknownReason.Instance);
        await entered.Task;

        Time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(() => run);
    }

    [Fact]
    public async Task A_shutdown_runs_once_and_for_the_first_reason()
    {
        Add(CoordinatedShutdown.PhaseServiceStop);

        var first = Phases.Run(CoordinatedShutdown.UnknownReason.Instance);
        var second = Phases.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAll(first, second);

        Assert.Equal(["service-stop"], _log);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, Phases.ShutdownReason);
    }

    [Fact]
    public async Task A_shutdown_may_begin_with_a_later_phase_and_leave_out_those_that_are_off()
    {
        Add(CoordinatedShutdown.PhaseServiceStop);
        Add(CoordinatedShutdown.PhaseClusterLeave);
        Add(CoordinatedShutdown.PhaseClusterShutdown);

        await Phases.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseClusterLeave);

        Assert.Equal(["cluster-shutdown"], _log);
    }

    [Fact]
    public void A_phase_that_does_not_exist_takes_no_task()
    {
        Assert.Throws<ArgumentException>(() => Add("no-such-phase"));
        Assert.Throws<ArgumentException>(() => { _ = Phases.Run(CoordinatedShutdown.UnknownReason.Instance, "no-such-phase"); });
    }

    [Fact]
    public void Timeouts_come_from_the_configuration()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), Phases.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal(TimeSpan.FromSeconds(5), Phases.Timeout(CoordinatedShutdown.PhaseServiceUnbind));
        Assert.Equal(TimeSpan.FromSeconds(10), Phases.Timeout(CoordinatedShutdown.PhaseActorSystemTerminate));
        Assert.Equal(TimeSpan.FromSeconds((8 * 5) + (2 * 2) + (3 * 10)) - TimeSpan.FromSeconds(5), Phases.TotalTimeout);
    }

    [Theory]
    [InlineData("before-service-unbind.depends-on = [service-stop]", "depends-on leads back to itself")]
    [InlineData("service-stop.timeout = 0 s", "service-stop.timeout is 00:00:00; it must be longer than zero")]
    public void Phases_that_cannot_be_ordered_or_timed_are_refused(string phases, string message)
    {
        var config = ConfigurationFactory.ParseString($"akka.coordinated-shutdown.phases {{ {phases} }}");

        var error = Assert.Throws<ConfigurationException>(() => ActorSystem.Create("wrong", config));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<Done> Meet(TaskCompletionSource<Done> own, TaskCompletionSource<Done> other)
    {
        own.SetResult(Done.Instance);
        return await other.Task;
    }

    private static Task<Done> Endless(TaskCompletionSource entered)
    {
        entered.SetResult();
        return new TaskCompletionSource<Done>().Task;
    }

    private void Add(string phase) => Phases.AddTask(phase, "log", () =>
    {
        _log.Enqueue(phase);
        return Task.FromResult(Done.Instance);
    });
}
