using System.Collections.Concurrent;
using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>
/// Stops a system in phases, each waiting for its tasks at most its timeout. Phases, their order and timeouts are configured under
/// <c>akka.coordinated-shutdown.phases</c>. Runs once.
/// </summary>
public sealed class CoordinatedShutdown
{
    /// <summary>The first phase.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>No new connections.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Requests under way are answered.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Connections are closed.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>Before the node leaves its cluster.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Shards are handed over.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>The node says that it leaves.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>The node is leaving.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>The node has left.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>The cluster's own actors stop.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>Before the actors stop.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>The last phase: the actors stop.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ActorSystemImpl _system;
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Task)>> _tasks = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;

    private CoordinatedShutdown(ActorSystemImpl system)
    {
        _system = system;
        _phases = ShutdownPhase.Read(system.Settings.Config);
        if (!system.Settings.CoordinatedShutdownTerminateActorSystem) return;
        AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            await system.StopActors().ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System => _system;

    /// <summary>Why the shutdown was run; null before.</summary>
    public Reason? ShutdownReason => Volatile.Read(ref _reason);

    /// <summary>The sum of all timeouts.</summary>
    public TimeSpan TotalTimeout => _phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Timeout);

    /// <summary>The shutdown of a system.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => ((ActorSystemImpl)sys).Extension(system => new CoordinatedShutdown(system));

    /// <summary>Adds a task to a phase; the tasks of a phase run at the same time.</summary>
    /// <exception cref="ArgumentException">There is no such phase, or the name is empty.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        _ = Phase(phase);
        _tasks.GetOrAdd(phase, _ => new()).Enqueue((taskName, task));
    }

    /// <summary>Runs all phases, or those from one on; a second call gets the outcome of the first.</summary>
    /// <returns>Fails when a phase fails or times out whose <c>recover</c> is off; the phases after it do not run.</returns>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        var phases = fromPhase is null ? _phases : [.. _phases.SkipWhile(phase => phase != Phase(fromPhase))];
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null) _ = Task.Run(() => RunPhases(phases));
        return _done.Task;
    }

    /// <summary>How long a phase may take.</summary>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    public TimeSpan Timeout(string phase) => Phase(phase).Timeout;

    private ShutdownPhase Phase(string name) =>
        _phases.FirstOrDefault(phase => phase.Name == name) ?? throw new ArgumentException($"There is no phase '{name}'", nameof(name));

    private async Task RunPhases(IEnumerable<ShutdownPhase> phases)
    {
        try
        {
            foreach (var phase in phases)
            {
                if (phase.Enabled && _tasks.TryGetValue(phase.Name, out var tasks)) await RunPhase(phase, [.. tasks]).ConfigureAwait(false);
            }
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _system.EventLog.Error(_system.RootRef, e, "Coordinated shutdown failed");
            _done.TrySetException(e);
        }
    }

    private async Task RunPhase(ShutdownPhase phase, (string Name, Func<Task<Done>> Task)[] tasks)
    {
        var timeUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = new Cancelable(_system.Scheduler);
        _system.Actions.ScheduleOnce(phase.Timeout, timeUp.SetResult, timer);
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Task)));
        var first = await Task.WhenAny(all, timeUp.Task).ConfigureAwait(false);
        timer.Cancel();
        if (first == all)
        {
            await all.ConfigureAwait(false);
        }
        else
        {
            var message = $"Coordinated shutdown phase [{phase.Name}] timed out after {phase.Timeout}";
            if (!phase.Recover) throw new TimeoutException(message);
            _system.EventLog.Warning(_system.RootRef, message);
        }
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception e) when (phase.Recover)
        {
            _system.EventLog.Error(_system.RootRef, e, $"Task [{name}] of shutdown phase [{phase.Name}] failed");
        }
    }

    /// <summary>Why a system is shut down.</summary>
    public class Reason
    {
        /// <summary>For reasons of the program's own.</summary>
        protected Reason()
        {
        }
    }

    /// <summary>No reason is known.</summary>
    public sealed class UnknownReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    /// <summary><see cref="ActorSystem.Terminate"/> was called.</summary>
    public sealed class ActorSystemTerminateReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process is about to end.</summary>
    public sealed class ClrExitReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}
