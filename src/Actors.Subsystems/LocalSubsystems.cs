using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>The subsystems of a node that is in no cluster: an actor for each, all told each batch.</summary>
public sealed class LocalSubsystems : ReceiveActor
{
    private readonly IReadOnlyDictionary<string, JudgeBatch> _heads;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<IActorRef> _subsystems = [];

    /// <param name="heads">By subsystem.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public LocalSubsystems(IReadOnlyDictionary<string, JudgeBatch> heads, TimeProvider time, ILogger logger)
    {
        (_heads, _time, _logger) = (heads, time, logger);
        Receive<EncodedBatch>(OnBatch);
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(IReadOnlyDictionary<string, JudgeBatch> heads, TimeProvider time, ILogger logger) =>
        Props.Create(() => new LocalSubsystems(heads, time, logger));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var (name, judge) in _heads)
            _subsystems.Add(Context.ActorOf(SubsystemActor.Create(name, judge, _time, _logger), name));
    }

    private void OnBatch(EncodedBatch batch)
    {
        foreach (var subsystem in _subsystems)
        {
            batch.States.Retain();
            subsystem.Tell(batch, Self);
        }
        batch.States.Release();
    }
}
