using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>What happens to a child that failed.</summary>
public enum Directive
{
    /// <summary>It goes on with its next message and keeps its state.</summary>
    Resume,

    /// <summary>It is replaced by a new instance, which keeps its reference and its mailbox.</summary>
    Restart,

    /// <summary>The parent fails with the same exception.</summary>
    Escalate,

    /// <summary>It is stopped.</summary>
    Stop,
}

/// <summary>What a parent does about children that fail.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>
    /// Stops what failed to start, was killed or lost an actor it had to watch; restarts everything else.
    /// </summary>
    public static readonly IDecider DefaultDecider = Actors.Runtime.Decider.From(Internal.DefaultDecider.Decide);

    /// <summary>One for one by <see cref="DefaultDecider"/>, any number of times.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops the child, whatever it failed with.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    private protected SupervisorStrategy(IDecider decider, RestartLimit limit, bool loggingEnabled) =>
        (Decider, Limit, LoggingEnabled) = (decider, limit, loggingEnabled);

    /// <summary>Chooses by the exception.</summary>
    public IDecider Decider { get; }

    internal RestartLimit Limit { get; }

    internal bool LoggingEnabled { get; }

    /// <summary>Applies the decision; false when the parent must fail itself.</summary>
    internal bool HandleFailure(ActorCell parent, ActorCell child, Exception cause)
    {
        var directive = Decider.Decide(cause);
        if (LoggingEnabled) Log(parent.SystemImpl, child.Self, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.Resume(cause);
                return true;
            case Directive.Restart:
                Process(parent, child, cause, restart: true);
                return true;
            case Directive.Stop:
                Process(parent, child, cause, restart: false);
                return true;
            default:
                return false;
        }
    }

    internal abstract void Process(ActorCell parent, ActorCell child, Exception cause, bool restart);

    private static void Log(ActorSystemImpl system, IActorRef child, Exception cause, Directive directive)
    {
        if (directive is Directive.Resume) system.EventLog.Warning(child, $"Resumed after {cause.GetType()}: {cause.Message}");
        else if (directive is not Directive.Escalate) system.EventLog.Error(child, cause, $"Failed; the supervisor's decision is {directive}");
    }
}

/// <summary>Treats each child by itself.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>Makes a strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts within the time range; null or negative means any number, 0 none.</param>
    /// <param name="withinTimeRange">The time range; null means the life of the child.</param>
    /// <param name="localOnlyDecider">Chooses by the exception.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actors.Runtime.Decider.From(localOnlyDecider))
    {
    }

    /// <summary>Makes a strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts within the time range; null or negative means any number, 0 none.</param>
    /// <param name="withinTimeRange">The time range; null means the life of the child.</param>
    /// <param name="decider">Chooses by the exception.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(decider, new RestartLimit(maxNrOfRetries, withinTimeRange), loggingEnabled: true)
    {
    }

    /// <summary>Makes a strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts within the time range; negative means any number, 0 none.</param>
    /// <param name="withinTimeMilliseconds">The time range; negative means the life of the child.</param>
    /// <param name="localOnlyDecider">Chooses by the exception.</param>
    /// <param name="loggingEnabled">Whether failures are logged.</param>
    public OneForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(Actors.Runtime.Decider.From(localOnlyDecider), RestartLimit.Of(maxNrOfRetries, withinTimeMilliseconds), loggingEnabled)
    {
    }

    /// <summary>Makes a strategy without a limit on restarts.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, localOnlyDecider)
    {
    }

    /// <summary>Makes a strategy without a limit on restarts.</summary>
    public OneForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    internal override void Process(ActorCell parent, ActorCell child, Exception cause, bool restart)
    {
        if (restart && Limit.TakeRestart(child)) child.Restart(cause, suspendFirst: false);
        else parent.Stop(child.Self);
    }
}

/// <summary>Treats all children as the one that failed.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>Makes a strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts of a child within the time range; null or negative means any number, 0 none.</param>
    /// <param name="withinTimeRange">The time range; null means the life of the child.</param>
    /// <param name="localOnlyDecider">Chooses by the exception.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : base(Actors.Runtime.Decider.From(localOnlyDecider), new RestartLimit(maxNrOfRetries, withinTimeRange), loggingEnabled: true)
    {
    }

    /// <summary>Makes a strategy without a limit on restarts.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, localOnlyDecider)
    {
    }

    internal override void Process(ActorCell parent, ActorCell child, Exception cause, bool restart)
    {
        var children = parent.Children();
        if (restart && Array.TrueForAll(children, Limit.TakeRestart))
        {
            foreach (var each in children) each.Restart(cause, suspendFirst: each != child);
        }
        else
        {
            foreach (var each in children) parent.Stop(each.Self);
        }
    }
}
