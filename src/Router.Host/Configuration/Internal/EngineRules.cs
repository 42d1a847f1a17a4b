using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Configuration.Internal;

/// <summary>
/// What is checked of <c>akka {}</c>: keys of Akka.NET's whose wrong value would end the start with a stack and no key, or would let a node start
/// whose actors run nowhere. What else Akka.NET refuses is told when it starts.
/// </summary>
internal static class EngineRules
{
    /// <summary>What the dispatchers are that Akka.NET and the router run on.</summary>
    private static readonly string[] Dispatchers = ["default-dispatcher", "internal-dispatcher", "subsystem-dispatcher", "backbone-dispatcher"];

    private static readonly ValueForm<string> Level = OneOf(StringComparer.OrdinalIgnoreCase, "OFF", "ERROR", "WARNING", "INFO", "DEBUG");

    private static readonly ValueForm<string> Kind =
        OneOfOrClass("Dispatcher", "ForkJoinDispatcher", "PinnedDispatcher", "SynchronizedDispatcher", "TaskDispatcher");

    private static readonly ValueForm<string> Executor = OneOfOrClass(
        "channel-executor", "current-context-executor", "default-executor", "fork-join-executor", "task-executor", "thread-pool-executor");

    private static readonly IReadOnlyList<(string Key, ValueForm<string> Form)> Keys =
    [
        ("akka.actor.provider", OneOf(StringComparer.Ordinal, "local", "remote", "cluster")),
        ("akka.loglevel", Level),
        ("akka.stdout-loglevel", Level),
        .. Dispatchers.SelectMany(name => new[] { ($"akka.actor.{name}.type", Kind), ($"akka.actor.{name}.executor", Executor) }),
    ];

    public static void Check(IReadOnlyList<ConfigurationLayer> layers, ConfigurationProblems problems)
    {
        foreach (var layer in layers)
        {
            foreach (var (key, form) in Keys)
            {
                if (layer.Values.TryGetValue(key, out var value) && !form.Read(value, out _))
                    problems.Add($"{key}: found {Show(value)} in {layer.Name}; allowed: {form.Allowed}");
            }
        }
    }

    private static ValueForm<string> OneOf(StringComparer comparer, params string[] words) =>
        Word($"one of {string.Join(", ", words)}", text => words.Contains(text, comparer));

    private static ValueForm<string> OneOfOrClass(params string[] words) =>
        Word($"one of {string.Join(", ", words)}, or a class with its assembly", text => words.Contains(text) || Type.GetType(text) is not null);
}
