using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Router.Host;
using Router.Host.Configuration;

namespace Router.Testing;

/// <summary>A small installation of its own: the shipped backbones, ranker and cutter, and of the subsystems those that the test wants.</summary>
internal sealed class TestInstallation : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestInstallation(params string[] subsystems)
    {
        _directory.Copy(Path.Combine(Installation.Models, "backbone"), "models", "backbone");
        _directory.Copy(Path.Combine(Installation.Models, "ranker"), "models", "ranker");
        _directory.Copy(Path.Combine(Installation.Models, "cutter"), "models", "cutter");
        Directory.CreateDirectory(_directory["hocon", "subsystems"]);
        File.WriteAllText(
            ConfigurationFile,
            """
            router {
              models.path = "../models"
              http.port = 0
              grpc.port = 0
              deadline.default = 20s
              log.level = error
            }
            """);
        foreach (var subsystem in subsystems) Add(subsystem);
    }

    /// <summary>Its configuration file.</summary>
    public string ConfigurationFile => _directory["hocon", "router.conf"];

    /// <summary>Reads and checks its configuration.</summary>
    public RouterConfiguration Configuration(params string[] overrides) => RouterConfiguration.Load(ConfigurationFile, overrides);

    /// <summary>Adds a shipped subsystem: its file and its package.</summary>
    public void Add(string subsystem)
    {
        _directory.Copy(Path.Combine(Installation.Models, "subsystems", subsystem), "models", "subsystems", subsystem);
        Configure(subsystem, $$"""router.subsystems.{{subsystem}} {}""");
    }

    /// <summary>Adds a subsystem that was never shipped: the package of another one under a new name.</summary>
    public void AddCopy(string subsystem, string name)
    {
        _directory.Copy(Path.Combine(Installation.Models, "subsystems", subsystem), "models", "subsystems", name);
        foreach (var manifest in Directory.GetFiles(_directory["models", "subsystems", name], "manifest.json", SearchOption.AllDirectories))
        {
            var json = JsonNode.Parse(File.ReadAllText(manifest))!;
            json["name"] = name;
            File.WriteAllText(manifest, json.ToJsonString());
        }
        Configure(name, $$"""router.subsystems.{{name}} {}""");
    }

    /// <summary>Adds a shipped backbone under another name or version.</summary>
    public void AddBackbone(string shipped, string name, string version, Action<JsonNode>? change = null) => Copy(
        Path.Combine(Installation.Models, "backbone", shipped, VersionOf(shipped)),
        ["models", "backbone", name, version],
        json =>
        {
            (json["name"], json["version"]) = (name, version);
            change?.Invoke(json);
        });

    /// <summary>Adds a version of a shipped subsystem's package: a shipped head for another backbone.</summary>
    public void AddVersion(string subsystem, string shipped, string version, string backbone, string backboneVersion) => Copy(
        Path.Combine(Installation.Models, "subsystems", subsystem, shipped),
        ["models", "subsystems", subsystem, version],
        json =>
        {
            json["version"] = version;
            json["backbone"] = new JsonObject { ["name"] = backbone, ["version"] = backboneVersion };
        });

    /// <summary>Writes a configuration with other backbones beside the installation's own.</summary>
    /// <param name="backbones">What <c>router.backbones</c> holds.</param>
    /// <param name="versions">Of each subsystem.</param>
    /// <returns>Its file.</returns>
    public string WithBackbones(string backbones, string versions)
    {
        var folder = _directory["hocon-" + Guid.NewGuid().ToString("N")];
        Directory.CreateDirectory(Path.Combine(folder, "subsystems"));
        foreach (var file in Directory.GetFiles(_directory["hocon", "subsystems"])) File.Copy(file, Path.Combine(folder, "subsystems", Path.GetFileName(file)));
        var own = Path.Combine(folder, "router.conf");
        File.WriteAllText(own, $"{File.ReadAllText(ConfigurationFile)}\nrouter {{ backbones {{ {backbones} }}, subsystem-defaults.version = {versions} }}\n");
        return own;
    }

    /// <summary>Writes a subsystem's configuration file.</summary>
    public void Configure(string file, string text) => File.WriteAllText(_directory["hocon", "subsystems", file + ".conf"], text);

    /// <summary>A file of a shipped package; of a subsystem's, of the English one.</summary>
    public string Package(string kind, string? name, string file) => name is null
        ? _directory["models", kind, VersionOf(kind), file]
        : _directory["models", kind, name, VersionOf(name), file];

    /// <summary>Makes a manifest agree with a file that was changed, as somebody does who wants the change to go through.</summary>
    public void Sign(string kind, string? name, string role)
    {
        var manifest = Package(kind, name, "manifest.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        var file = Package(kind, name, json["files"]![role]!["path"]!.GetValue<string>());
        json["files"]![role]!["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        File.WriteAllText(manifest, json.ToJsonString());
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Of a backbone or a kind of package; of a subsystem, that of its English package.</summary>
    private static string VersionOf(string name) => name is "ranker" or "cutter" or "bge-zh" ? "2.1.0" : "2.0.0";

    private void Copy(string package, string[] to, Action<JsonNode> change)
    {
        var manifest = Path.Combine(_directory.Copy(package, to), "manifest.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        change(json);
        File.WriteAllText(manifest, json.ToJsonString());
    }
}
