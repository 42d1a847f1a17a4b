using System.Security.Cryptography;
using System.Text;
using Router.Contracts;
using Router.Contracts.Configuration;
using Router.Host.Configuration.Internal;

namespace Router.Host.Configuration;

/// <summary>
/// The configuration of a node. Later layers win: reference.conf, which is part of the program and names every key; the
/// deployment's file; each file <c>subsystems/*.conf</c> in the folder beside it; the node's file of the
/// folder nodes, where there are several; settings of the command line.
/// </summary>
public sealed class RouterConfiguration
{
    internal RouterConfiguration(RouterSettings settings, Config engine, IReadOnlyList<ConfigurationEntry> entries) =>
        (Settings, Engine, Entries) = (settings, engine, entries);

    /// <summary>The checked settings.</summary>
    public RouterSettings Settings { get; }

    /// <summary>All layers, for the actor engine, which reads <c>akka {}</c>.</summary>
    public Config Engine { get; }

    /// <summary>Every key of <c>router {}</c>, in the order of the keys, with its value and where that comes from.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries { get; }

    /// <summary>A digest of every key of <c>router {}</c> and of what the actor engine reads, wherever they stand: SHA-256.</summary>
    public string Digest
    {
        get
        {
            var lines = Entries.Select(entry => $"{entry.Key} = {entry.Value}").Append($"{Engine.GetConfig("akka")}");
            return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))}";
        }
    }

    /// <summary>Reads and checks a deployment.</summary>
    /// <param name="path">The deployment's file, such as hocon/router.conf. Relative paths in the configuration start at its folder.</param>
    /// <param name="overrides">
    /// <c>key=value</c>, each in HOCON syntax; the last one for a key wins. Relative paths in them start at the current directory.
    /// </param>
    /// <exception cref="ConfigurationError">
    /// Something is wrong. The message lists everything that is, each problem with its key or file, what was found and what is allowed.
    /// </exception>
    public static RouterConfiguration Load(string path, IReadOnlyList<string>? overrides = null) => Load(path, node: null, overrides ?? []);

    /// <summary>Reads and checks a deployment for one node of several.</summary>
    /// <param name="path">The deployment's file.</param>
    /// <param name="node">The node's name: what differs for it stands in <c>nodes/NAME.conf</c> beside the deployment's file. Null for a deployment of one node.</param>
    /// <param name="overrides"><c>key=value</c>, as above.</param>
    /// <exception cref="ConfigurationError">Something is wrong, as above.</exception>
    public static RouterConfiguration Load(string path, string? node, IReadOnlyList<string> overrides)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var problems = new ConfigurationProblems();
        var layers = new LayerLoader(problems).Load(path, node, overrides);
        var reader = new SettingsReader(layers, problems);
        var settings = RouterSettings.Read(reader, layers);
        UnknownKeys.Report(layers, reader, problems);
        EngineRules.Check(layers, problems);
        problems.ThrowIfAny();
        return new RouterConfiguration(settings, EngineOf(layers), reader.Entries());
    }

    private static Config EngineOf(IReadOnlyList<ConfigurationLayer> layers)
    {
        var merged = layers[^1].Config;
        for (var i = layers.Count - 2; i >= 0; i--) merged = merged.WithFallback(layers[i].Config);
        return merged;
    }
}
