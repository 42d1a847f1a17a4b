using System.Collections.Immutable;
using Actors.Runtime.Cluster.Sharding.Internal;

namespace Actors.Runtime.Cluster.Sharding;

/// <summary>Takes messages to the entities of one type and passes them to their shards.</summary>
public sealed class ShardRegion : ActorBase
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(3);

    private readonly string _typeName;
    private readonly Func<string, Props> _entityProps;
    private readonly ClusterShardingSettings _settings;
    private readonly IMessageExtractor _extractor;
    private readonly ShardBufferLimit _buffer;
    private readonly Dictionary<string, IActorRef> _shards = new(StringComparer.Ordinal);

    internal ShardRegion(string typeName, Func<string, Props> entityProps, ClusterShardingSettings settings, IMessageExtractor extractor)
    {
        (_typeName, _entityProps, _settings, _extractor) = (typeName, entityProps, settings, extractor);
        _buffer = new ShardBufferLimit(settings.BufferSize);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ShardRegion({_typeName})";

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case GetShardRegionState:
                _ = QueryShards([.. _shards]).PipeTo(Sender, Self);
                break;
            case StartEntity start:
                Pass(start.EntityId, start, start);
                break;
            default:
                PassToEntity(message);
                break;
        }
        return true;
    }

    private void PassToEntity(object message)
    {
        var entityId = _extractor.EntityId(message);
        if (string.IsNullOrEmpty(entityId)) Context.System.DeadLetters.Tell(message, Sender);
        else Pass(entityId, message, new ShardMessage(entityId, message));
    }

    private void Pass(string entityId, object hint, object message)
    {
        var shardId = _extractor.ShardId(entityId, hint);
        if (string.IsNullOrEmpty(shardId)) Context.System.DeadLetters.Tell(hint, Sender);
        else Shard(shardId).Tell(message, Sender);
    }

    private IActorRef Shard(string shardId)
    {
        if (_shards.TryGetValue(shardId, out var shard)) return shard;
        var props = Props.Create(() => new Shard(shardId, _entityProps, _settings, _extractor, _buffer));
        shard = Context.ActorOf(props, Uri.EscapeDataString(shardId));
        _shards.Add(shardId, shard);
        return shard;
    }

    private static async Task<CurrentShardRegionState> QueryShards(KeyValuePair<string, IActorRef>[] shards)
    {
        var answers = await Task.WhenAll(shards.Select(shard => QueryShard(shard.Key, shard.Value))).ConfigureAwait(false);
        return new CurrentShardRegionState(
            answers.Where(answer => answer.State is not null).Select(answer => answer.State!).ToImmutableHashSet(),
            answers.Where(answer => answer.State is null).Select(answer => answer.ShardId).ToImmutableHashSet());
    }

    private static async Task<(string ShardId, ShardState? State)> QueryShard(string shardId, IActorRef shard)
    {
        try
        {
            return (shardId, await shard.Ask<ShardState>(GetShardState.Instance, QueryTimeout).ConfigureAwait(false));
        }
        catch (AskTimeoutException)
        {
            return (shardId, null);
        }
    }

    /// <summary>Starts an entity without a message for it.</summary>
    public sealed class StartEntity
    {
        /// <summary>The name of the entity.</summary>
        public readonly string EntityId;

        /// <summary>Makes one.</summary>
        public StartEntity(string entityId) => EntityId = entityId;
    }
}
