using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Actors.Subsystems;

/// <summary>The subsystems of a node that is in no cluster: an actor for each, told of each batch that it is asked for.</summary>
public sealed class LocalSubsystems : ReceiveActor
{
    private readonly IReadOnlyDictionary<string, JudgeBatch> _heads;
    private readonly IReadOnlyList<SubsystemDescriptor> _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, List<(string Name, IActorRef Actor)>> _byBackbone = new(StringComparer.Ordinal);

    /// <param name="heads">By subsystem.</param>
    /// <param name="readers">Which of them read which backbone.</param>
    /// <param name="time">The clock that deadlines are read against.</param>
    /// <param name="logger">Where failures are told.</param>
    public LocalSubsystems(IReadOnlyDictionary<string, JudgeBatch> heads, IReadOnlyList<SubsystemDescriptor> readers, TimeProvider time, ILogger logger)
    {
        (_heads, _readers, _time, _logger) = (heads, readers, time, logger);
        Receive<EncodedBatch>(OnBatch);
    }

    /// <summary>The actor's recipe.</summary>
    public static Props Create(IReadOnlyDictionary<string, JudgeBatch> heads, IReadOnlyList<SubsystemDescriptor> readers, TimeProvider time, ILogger logger) =>
        Props.Create(() => new LocalSubsystems(heads, readers, time, logger));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var (name, judge) in _heads)
        {
            var actor = Context.ActorOf(SubsystemActor.Create(name, judge, _time, _logger), name);
            foreach (var reader in _readers.Where(reader => reader.Name == name))
            {
                if (!_byBackbone.TryGetValue(reader.Backbone, out var own)) _byBackbone.Add(reader.Backbone, own = []);
                own.Add((name, actor));
            }
        }
    }

    private void OnBatch(EncodedBatch batch)
    {
        foreach (var (name, actor) in _byBackbone[batch.Backbone])
        {
            if (!batch.Asks(name)) continue;
            batch.States.Retain();
            actor.Tell(batch, Self);
        }
        batch.States.Release();
    }
}
