using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>The subsystems of a node that is in no cluster: an actor for each, told what is meant for it.</summary>
public sealed class LocalSubsystems : ReceiveActor
{
    private readonly IReadOnlyDictionary<string, JudgeBatch> _heads;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, IActorRef> _subsystems = new(StringComparer.Ordinal);

    /// <param name="heads">By subsystem.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public LocalSubsystems(IReadOnlyDictionary<string, JudgeBatch> heads, TimeProvider time, ILogger logger)
    {
        (_heads, _time, _logger) = (heads, time, logger);
        Receive<SubsystemBatch>(OnBatch);
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(IReadOnlyDictionary<string, JudgeBatch> heads, TimeProvider time, ILogger logger) =>
        Props.Create(() => new LocalSubsystems(heads, time, logger));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var (name, judge) in _heads)
            _subsystems.Add(name, Context.ActorOf(SubsystemActor.Create(name, judge, _time, _logger), name));
    }

    private void OnBatch(SubsystemBatch message)
    {
        if (_subsystems.TryGetValue(message.Subsystem, out var subsystem)) subsystem.Forward(message);
        else Unhandled(message);
    }
}
