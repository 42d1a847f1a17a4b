using Actors.Runtime.Configuration;

namespace Actors.Runtime.Cluster.Sharding;

/// <summary>How entities are sharded: <c>akka.cluster.sharding</c>.</summary>
public sealed class ClusterShardingSettings
{
    /// <summary>Only nodes with this role host shards; null or empty for all.</summary>
    public readonly string? Role;

    /// <summary>An entity that got no message through its region for that long is stopped; zero means never.</summary>
    public readonly TimeSpan PassivateIdleEntityAfter;

    private ClusterShardingSettings(string? role, TimeSpan passivateIdleEntityAfter, int bufferSize) =>
        (Role, PassivateIdleEntityAfter, BufferSize) = (role, passivateIdleEntityAfter, bufferSize);

    /// <summary>Messages that a region holds back for entities that are stopping.</summary>
    internal int BufferSize { get; }

    /// <summary>From the configuration of a system.</summary>
    /// <exception cref="ConfigurationException">A value is out of bounds.</exception>
    public static ClusterShardingSettings Create(ActorSystem system)
    {
        const string Section = "akka.cluster.sharding";
        var config = system.Settings.Config;
        var bufferSize = config.GetInt($"{Section}.buffer-size", 100_000);
        if (bufferSize < 1) throw new ConfigurationException($"{Section}.buffer-size is {bufferSize}; it must be at least 1");
        var idle = config.GetString($"{Section}.passivate-idle-entity-after");
        var after = idle is "off" or "false" ? TimeSpan.Zero : config.GetTimeSpan($"{Section}.passivate-idle-entity-after", TimeSpan.FromSeconds(120));
        return new ClusterShardingSettings(config.GetString($"{Section}.role"), after, bufferSize);
    }

    /// <summary>The same for nodes with another role.</summary>
    public ClusterShardingSettings WithRole(string role) => new(role, PassivateIdleEntityAfter, BufferSize);

    /// <summary>The same with another idle time after which entities are stopped; zero means never.</summary>
    public ClusterShardingSettings WithPassivateIdleAfter(TimeSpan duration) => new(Role, duration, BufferSize);
}
