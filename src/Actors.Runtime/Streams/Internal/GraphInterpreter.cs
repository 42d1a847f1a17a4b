using System.Numerics;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Streams.Internal;

/// <summary>
/// A running stream: its stages, and a ring of the links that have a signal to deliver. A link stands in the ring at most once, so the ring
/// never grows. Signals are delivered one by one, never from inside of another, until there is none: no stage is ever entered twice and the
/// depth of the call stack does not depend on the stream.
/// </summary>
internal sealed class GraphInterpreter(int signalsInARow)
{
    private readonly List<Stage> _stages = [];
    private Link[] _ring = [];
    private int _head;
    private int _count;
    private int _links;
    private int _running;
    private Stage? _active;

    /// <summary>The actor that runs the stream.</summary>
    internal LocalActorRef Self { get; private set; } = null!;

    /// <summary>What the stages' timers go by.</summary>
    internal IScheduler Scheduler => Self.System.Scheduler;

    /// <summary>Set while the stages of a stream that was stopped from outside stop.</summary>
    internal AbruptTerminationException? AbruptEnd { get; private set; }

    /// <summary>Whether all stages have stopped.</summary>
    internal bool HasEnded => _running == 0;

    /// <summary>Whether the last run used up its signals and left some.</summary>
    internal bool HasMore => _count > 0;

    /// <summary>Adds a stage; before the start.</summary>
    internal void Add(Stage stage) => _stages.Add(stage);

    /// <summary>Makes room for one more link; before the start.</summary>
    internal void CountLink() => _links++;

    /// <summary>Starts all stages, sources first.</summary>
    internal void Start(LocalActorRef self)
    {
        Self = self;
        _ring = new Link[BitOperations.RoundUpToPowerOf2((uint)_links)];
        _running = _stages.Count;
        foreach (var stage in _stages) Call(stage, static stage => stage.PreStart());
    }

    /// <summary>Delivers signals until there is none, or until as many have been delivered as may be in a row.</summary>
    internal void Run()
    {
        for (var left = signalsInARow; left > 0 && _count > 0; left--)
        {
            var link = _ring[_head];
            _head = (_head + 1) & (_ring.Length - 1);
            _count--;
            Deliver(link);
        }
    }

    /// <summary>Runs a call that came through the mailbox.</summary>
    internal void Run(StageCall call)
    {
        if (call.Stage.IsStopped) return;
        Enter(call.Stage);
        try
        {
            call.Run();
        }
        catch (Exception e)
        {
            Fail(e);
        }
        Leave();
    }

    /// <summary>The stage whose handler runs next; it is the one that a throw fails.</summary>
    internal Stage Enter(Stage stage) => _active = stage;

    internal void Enqueue(Link link) => _ring[(_head + _count++) & (_ring.Length - 1)] = link;

    /// <summary>Stops what still runs, because the actor has been stopped.</summary>
    internal void Abort()
    {
        if (HasEnded) return;
        AbruptEnd = new AbruptTerminationException(Self);
        foreach (var stage in _stages)
        {
            if (!stage.IsStopped) Stop(stage);
        }
    }

    private void Deliver(Link link)
    {
        _active = null;
        try
        {
            link.Deliver();
        }
        catch (Exception e)
        {
            Fail(e);
        }
        Leave();
    }

    private void Call(Stage stage, Action<Stage> action)
    {
        Enter(stage);
        try
        {
            action(stage);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        Leave();
    }

    private void Fail(Exception cause)
    {
        var stage = _active!;
        Self.System.EventLog.Error(Self, cause, $"Error in stage [{stage}]");
        stage.KeepsGoing = false;
        stage.Close(cause);
    }

    private void Leave()
    {
        if (_active is { OpenLinks: 0, KeepsGoing: false, IsStopped: false } stage) Stop(stage);
    }

    private void Stop(Stage stage)
    {
        stage.IsStopped = true;
        _running--;
        try
        {
            stage.PostStop();
        }
        catch (Exception e)
        {
            Self.System.EventLog.Error(Self, e, $"Error in PostStop of stage [{stage}]");
        }
    }
}
