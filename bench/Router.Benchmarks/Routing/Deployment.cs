using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host;
using Router.Host.Configuration;

namespace Router.Benchmarks.Routing;

/// <summary>The shipped deployment, as it stands in this checkout.</summary>
internal static class Deployment
{
    /// <summary>Utterances of a few words, as a voice front end sends them.</summary>
    public static readonly string[] Texts =
    [
        "wake me up at seven tomorrow morning",
        "turn off the lights in the living room",
        "what is the weather like in london this weekend",
        "play some jazz music please",
        "remove milk from my shopping list",
        "明天早上八点叫我起床",
        "how much is one euro in dollars right now",
        "order a large pizza from the place around the corner",
    ];

    /// <summary>The repository's root, found from where this file was compiled.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    /// <summary>The configuration, with further settings.</summary>
    public static RouterConfiguration Configuration(params string[] settings) =>
        RouterConfiguration.Load(Path.Combine(Root, "hocon", "router.conf"), settings);

    /// <summary>A running node.</summary>
    public static Task<RouterNode> StartAsync(params string[] settings) =>
        RouterNode.StartAsync(Configuration(settings), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
