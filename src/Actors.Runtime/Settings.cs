using Actors.Runtime.Configuration;

namespace Actors.Runtime;

/// <summary>What an actor system was configured with.</summary>
public class Settings
{
    internal Settings(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        AskTimeout = config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        LogLevel = config.GetString("akka.loglevel", "WARNING")!;
        SchedulerClass = config.GetString("akka.scheduler.implementation", string.Empty)!;
        CoordinatedShutdownTerminateActorSystem = config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);
        CoordinatedShutdownRunByActorSystemTerminate = config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>The program's configuration with the engine's defaults behind it.</summary>
    public Config Config { get; }

    /// <summary>How long an ask waits that gives no timeout.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary>The least severe level that the engine logs.</summary>
    public string LogLevel { get; }

    /// <summary>The type of the scheduler; empty for the engine's own.</summary>
    public string SchedulerClass { get; }

    /// <summary>Whether the last phase of a coordinated shutdown terminates the system.</summary>
    public bool CoordinatedShutdownTerminateActorSystem { get; }

    /// <summary>Whether <see cref="ActorSystem.Terminate"/> runs the coordinated shutdown.</summary>
    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }
}
