using Actors.Runtime.Internal;

namespace Actors.Runtime.Streams.Internal;

/// <summary>Runs one stream, and stops when it has ended.</summary>
internal sealed class GraphActor(GraphInterpreter graph) : UntypedActor
{
    private bool _continues;

    protected override void PreStart()
    {
        graph.Start((LocalActorRef)Self);
        Proceed();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StageCall call:
                graph.Run(call);
                break;
            case Continue:
                _continues = false;
                break;
            default:
                Unhandled(message);
                return;
        }
        Proceed();
    }

    protected override void PostStop() => graph.Abort();

    /// <summary>Other messages come before what is left after a full turn.</summary>
    private void Proceed()
    {
        graph.Run();
        if (graph.HasEnded)
        {
            Context.Stop(Self);
        }
        else if (graph.HasMore && !_continues)
        {
            _continues = true;
            Self.Tell(Continue.Instance, Self);
        }
    }

    private sealed class Continue : IDeadLetterSuppression
    {
        internal static readonly Continue Instance = new();
    }
}
