using Actors.Runtime.Configuration;

namespace Actors.Runtime.Internal;

/// <summary>A phase of the coordinated shutdown.</summary>
internal sealed record ShutdownPhase(string Name, TimeSpan Timeout, bool Recover, bool Enabled, IReadOnlyList<string> DependsOn)
{
    private const string Root = "akka.coordinated-shutdown";

    /// <summary>The configured phases, each after all that it depends on; otherwise in alphabetical order.</summary>
    /// <exception cref="ConfigurationException">The phases depend on each other in a circle, or a timeout is not positive.</exception>
    internal static IReadOnlyList<ShutdownPhase> Read(Config config)
    {
        var standard = config.GetTimeSpan($"{Root}.default-phase-timeout", TimeSpan.FromSeconds(5));
        var names = config.GetConfig($"{Root}.phases").AsEnumerable().Select(entry => entry.Key).Distinct().Order(StringComparer.Ordinal);
        return Sort([.. names.Select(name => ReadPhase(config, name, standard))]);
    }

    internal static IReadOnlyList<ShutdownPhase> Sort(IReadOnlyList<ShutdownPhase> phases)
    {
        var byName = phases.ToDictionary(phase => phase.Name, StringComparer.Ordinal);
        var (sorted, done, entered) = (new List<ShutdownPhase>(), new HashSet<string>(), new HashSet<string>());
        foreach (var phase in phases) Visit(phase);
        return sorted;

        void Visit(ShutdownPhase phase)
        {
            if (done.Contains(phase.Name)) return;
            if (!entered.Add(phase.Name)) throw new ConfigurationException($"{Root}.phases.{phase.Name}.depends-on leads back to itself");
            foreach (var before in phase.DependsOn.Order(StringComparer.Ordinal))
            {
                if (byName.TryGetValue(before, out var known)) Visit(known);
            }
            done.Add(phase.Name);
            sorted.Add(phase);
        }
    }

    private static ShutdownPhase ReadPhase(Config config, string name, TimeSpan standard)
    {
        var path = $"{Root}.phases.{name}";
        var timeout = config.GetTimeSpan($"{path}.timeout", standard);
        if (timeout <= TimeSpan.Zero) throw new ConfigurationException($"{path}.timeout is {timeout}; it must be longer than zero");
        return new ShutdownPhase(
            name,
            timeout,
            config.GetBoolean($"{path}.recover", true),
            config.GetBoolean($"{path}.enabled", true),
            config.HasPath($"{path}.depends-on") ? [.. config.GetStringList($"{path}.depends-on")] : []);
    }
}
