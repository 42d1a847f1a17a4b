using System.Globalization;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Streams.Internal;

/// <summary>The one kind of materializer.</summary>
internal sealed class ActorMaterializerImpl : ActorMaterializer
{
    private static int _count;

    private readonly ActorMaterializerSettings _settings;
    private readonly string _namePrefix;
    private readonly LocalActorRef _supervisor;
    private long _streams;
    private volatile bool _isShutdown;

    internal ActorMaterializerImpl(IActorRefFactory context, ActorMaterializerSettings? settings, string namePrefix)
    {
        var system = context switch
        {
            ActorSystem itself => itself,
            IActorContext actor => actor.System,
            _ => throw new ArgumentException($"{context} is neither an actor system nor the context of an actor", nameof(context)),
        };
        _settings = settings ?? ActorMaterializerSettings.Create(system);
        _namePrefix = namePrefix;
        var name = string.Create(CultureInfo.InvariantCulture, $"StreamSupervisor-{Interlocked.Increment(ref _count) - 1}");
        _supervisor = (LocalActorRef)context.ActorOf(Props.Create<StreamSupervisor>(), name);
    }

    public override bool IsShutdown => _isShutdown;

    /// <summary>The actors of the streams that run.</summary>
    internal IEnumerable<IActorRef> Streams => _supervisor.Cell.GetChildren();

    internal static ActorMaterializerImpl Of(IMaterializer materializer) => materializer as ActorMaterializerImpl
        ?? throw new ArgumentException($"{materializer} is not a materializer of this engine", nameof(materializer));

    public override void Shutdown()
    {
        _isShutdown = true;
        _supervisor.Stop();
    }

    /// <summary>Makes the stages that a blueprint stands for and starts them.</summary>
    /// <exception cref="InvalidOperationException">The materializer, or what it was made for, has been stopped.</exception>
    internal TMat Materialize<TMat>(Func<GraphInterpreter, TMat> build)
    {
        if (_isShutdown) throw new InvalidOperationException("The materializer has been shut down; no stream can be run");
        var graph = new GraphInterpreter(_settings.SyncProcessingLimit);
        var materialized = build(graph);
        var name = string.Create(CultureInfo.InvariantCulture, $"{_namePrefix}-{Interlocked.Increment(ref _streams) - 1}");
        _supervisor.Cell.AddChild(Props.Create<GraphActor>(graph), name);
        return materialized;
    }

    /// <summary>The parent of streams: a stream never starts again.</summary>
    private sealed class StreamSupervisor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);

        protected override SupervisorStrategy SupervisorStrategy() => Runtime.SupervisorStrategy.StoppingStrategy;
    }
}
