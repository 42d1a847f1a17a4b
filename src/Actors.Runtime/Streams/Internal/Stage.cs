using Actors.Runtime.Internal;

namespace Actors.Runtime.Streams.Internal;

/// <summary>The side of a stage that elements come in at.</summary>
internal interface IInHandler
{
    Stage Stage { get; }

    /// <summary>An element that was pulled is there to be grabbed.</summary>
    void OnPush();

    /// <summary>No more elements come.</summary>
    void OnUpstreamFinish();

    /// <summary>No more elements come, because something failed.</summary>
    void OnUpstreamFailure(Exception cause);
}

/// <summary>The side of a stage that elements go out at.</summary>
internal interface IOutHandler
{
    Stage Stage { get; }

    /// <summary>One element may be pushed.</summary>
    void OnPull();

    /// <summary>No more elements are wanted; <paramref name="cause"/> is what failed downstream, or null.</summary>
    void OnDownstreamFinish(Exception? cause);
}

/// <summary>
/// One stage of a running stream. All its calls come from the one actor that runs the stream, one at a time; what happens elsewhere comes
/// back to it by <see cref="MakeCall"/>. A throw out of a call fails the stage. The stage stops when all its links are closed.
/// </summary>
internal abstract class Stage(GraphInterpreter graph)
{
    /// <summary>The stream that the stage belongs to.</summary>
    internal GraphInterpreter Graph => graph;

    /// <summary>Links that the stage has not closed and that were not closed for it.</summary>
    internal int OpenLinks { get; set; }

    /// <summary>Whether the stage goes on with all links closed.</summary>
    internal bool KeepsGoing { get; set; }

    /// <summary>Set once, by the interpreter.</summary>
    internal bool IsStopped { get; set; }

    /// <summary>Before the first signal.</summary>
    internal virtual void PreStart()
    {
    }

    /// <summary>After the last signal. <see cref="GraphInterpreter.AbruptEnd"/> is set when the stream was stopped from outside.</summary>
    internal virtual void PostStop()
    {
    }

    /// <summary>Closes all links: cancels upstream and completes downstream or, given a failure, fails it.</summary>
    internal abstract void Close(Exception? failure);

    protected void CompleteStage() => Close(failure: null);

    protected void FailStage(Exception cause) => Close(cause);

    /// <summary>A message that runs an action as a call of this stage; may be posted again and again, from any thread.</summary>
    protected StageCall MakeCall(Action action) => new ActionCall(this, action);

    private sealed class ActionCall(Stage stage, Action action) : StageCall(stage)
    {
        internal override void Run() => action();
    }
}

/// <summary>A call of a stage that comes through the mailbox of the stream's actor; lost when the stage has stopped.</summary>
internal abstract class StageCall(Stage stage) : IDeadLetterSuppression
{
    internal Stage Stage => stage;

    internal abstract void Run();

    internal void Post() => stage.Graph.Self.Tell(this, ActorRefs.NoSender);
}

/// <summary>A stage with one outlet and no inlet.</summary>
internal abstract class SourceStage<TOut> : Stage, IOutHandler
{
    protected SourceStage(GraphInterpreter graph)
        : base(graph)
    {
        graph.Add(this);
        Out = new Link<TOut>(graph, this);
    }

    Stage IOutHandler.Stage => this;

    internal Link<TOut> Out { get; }

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception? cause) => Close(cause);

    internal override void Close(Exception? failure) => Out.Close(failure);
}

/// <summary>A stage with one inlet and no outlet.</summary>
internal abstract class SinkStage<TIn> : Stage, IInHandler
{
    protected SinkStage(GraphInterpreter graph, Link<TIn> upstream)
        : base(graph)
    {
        graph.Add(this);
        In = upstream;
        In.ConnectTo(this);
    }

    Stage IInHandler.Stage => this;

    internal Link<TIn> In { get; }

    public abstract void OnPush();

    public abstract void OnUpstreamFinish();

    public abstract void OnUpstreamFailure(Exception cause);

    internal override void Close(Exception? failure) => In.Cancel(failure);
}

/// <summary>A stage with one inlet and one outlet; by default it pulls when it is pulled and passes every end on.</summary>
internal abstract class FlowStage<TIn, TOut> : Stage, IInHandler, IOutHandler
{
    protected FlowStage(GraphInterpreter graph, Link<TIn> upstream)
        : base(graph)
    {
        graph.Add(this);
        In = upstream;
        In.ConnectTo(this);
        Out = new Link<TOut>(graph, this);
    }

    Stage IInHandler.Stage => this;

    Stage IOutHandler.Stage => this;

    internal Link<TIn> In { get; }

    internal Link<TOut> Out { get; }

    public abstract void OnPush();

    public virtual void OnPull() => In.Pull();

    public virtual void OnUpstreamFinish() => CompleteStage();

    public virtual void OnUpstreamFailure(Exception cause) => FailStage(cause);

    public virtual void OnDownstreamFinish(Exception? cause) => Close(cause);

    internal override void Close(Exception? failure)
    {
        Out.Close(failure);
        In.Cancel(failure);
    }
}
