using Actors.Runtime.Configuration;

namespace Actors.Runtime.Streams;

/// <summary>How streams are run. Immutable.</summary>
public sealed class ActorMaterializerSettings
{
    /// <summary>Signals between stages that a stream handles in a row before other messages of its actor come; at least 1.</summary>
    public readonly int SyncProcessingLimit;

    private ActorMaterializerSettings(int syncProcessingLimit) => SyncProcessingLimit = syncProcessingLimit;

    /// <summary>As the system's configuration says under <c>akka.stream.materializer</c>.</summary>
    /// <exception cref="ConfigurationException">A value is out of its bounds.</exception>
    public static ActorMaterializerSettings Create(ActorSystem system)
    {
        const string key = "akka.stream.materializer.sync-processing-limit";
        var limit = system.Settings.Config.GetInt(key);
        if (limit < 1) throw new ConfigurationException($"{key} is {limit}; it must be at least 1");
        return new ActorMaterializerSettings(limit);
    }

    /// <summary>The same with another <see cref="SyncProcessingLimit"/>.</summary>
    public ActorMaterializerSettings WithSyncProcessingLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new ActorMaterializerSettings(limit);
    }
}
