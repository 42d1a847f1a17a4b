using Router.Host;
using Router.Host.Configuration;

namespace Router.Testing;

/// <summary>The checkout that the tests run in, and copies of it that a test may spoil.</summary>
internal static class Installation
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The shipped configuration.</summary>
    public static string ConfigurationFile => Path.Combine(Root, "hocon", "router.conf");

    /// <summary>The shipped model packages.</summary>
    public static string Models => Path.Combine(Root, "models");

    /// <summary>The shipped samples, one text a line.</summary>
    public static string Samples => Path.Combine(Root, "samples", "utterances.txt");

    /// <summary>
    /// The shipped configuration for tests: any free port, deadlines that a busy machine keeps, and no cache, so that every test
    /// sees its own backbone runs.
    /// </summary>
    public static RouterConfiguration Configuration(params string[] overrides) => RouterConfiguration.Load(
        ConfigurationFile,
        ["router.http.port=0", "router.grpc.port=0", "router.deadline.default=20s", "router.backbone-defaults.cache.enabled=false", "router.log.level=error", .. overrides]);

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Router.sln"))) return directory;
        }
        throw new DirectoryNotFoundException("the tests do not run inside a checkout");
    }
}
