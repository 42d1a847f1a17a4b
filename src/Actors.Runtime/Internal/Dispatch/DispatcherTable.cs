using System.Collections.Concurrent;
using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

/// <summary>Makes dispatchers from the configuration and keeps them by id.</summary>
internal sealed class DispatcherTable(string systemName, Config config)
{
    internal const string DefaultId = "akka.actor.default-dispatcher";
    internal const string CallingThreadId = "akka.test.calling-thread-dispatcher";

    private readonly ConcurrentDictionary<string, Lazy<MessageDispatcher>> _byId = new(StringComparer.Ordinal);

    internal MessageDispatcher Default => Get(DefaultId);

    /// <exception cref="ConfigurationException">There is no such dispatcher, or a value of it is out of bounds.</exception>
    internal MessageDispatcher Get(string id) => _byId.GetOrAdd(id, key => new Lazy<MessageDispatcher>(() => Make(key))).Value;

    internal void Shutdown()
    {
        foreach (var dispatcher in _byId.Values)
        {
            if (dispatcher.IsValueCreated) dispatcher.Value.Shutdown();
        }
    }

    private MessageDispatcher Make(string id)
    {
        if (!config.HasPath(id)) throw new ConfigurationException($"Dispatcher '{id}' is not configured");
        var section = config.GetConfig(id);
        var throughput = AtLeastOne(id, "throughput", section.GetInt("throughput", 30));
        var type = section.GetString("type", "Dispatcher");
        return type switch
        {
            "Dispatcher" or "TaskDispatcher" => new ThreadPoolDispatcher(id, throughput),
            "PinnedDispatcher" => new PinnedDispatcher(id, throughput, systemName),
            "ForkJoinDispatcher" => MakeForkJoin(id, throughput, section),
            "CallingThreadDispatcher" => new CallingThreadDispatcher(id),
            _ => throw new ConfigurationException(
                $"{id}.type is '{type}'; allowed are Dispatcher, TaskDispatcher, PinnedDispatcher and ForkJoinDispatcher"),
        };
    }

    private DedicatedThreadDispatcher MakeForkJoin(string id, int throughput, Config section)
    {
        const string Count = "dedicated-thread-pool.thread-count";
        const string Type = "dedicated-thread-pool.threadtype";
        var threads = AtLeastOne(id, Count, section.GetInt(Count, Environment.ProcessorCount));
        var threadType = section.GetString(Type, "background");
        if (threadType is not ("background" or "foreground"))
            throw new ConfigurationException($"{id}.{Type} is '{threadType}'; allowed are background and foreground");
        return new DedicatedThreadDispatcher(id, throughput, $"{systemName}-{id}", threads, threadType == "background");
    }

    private static int AtLeastOne(string id, string key, int value) =>
        value >= 1 ? value : throw new ConfigurationException($"{id}.{key} is {value}; it must be at least 1");
}
