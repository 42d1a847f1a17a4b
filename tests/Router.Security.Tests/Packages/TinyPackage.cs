using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Router.Host.Configuration;
using Router.Inference;
using Router.Inference.Tests.Support;
using Router.Language.Cutting;

namespace Router.Security.Tests.Packages;

/// <summary>A small sound package of a kind with all the files that one can have, and what verifies it.</summary>
internal sealed class TinyPackage
{
    private const string RankerCheck = """
        {"cases":[{"verdicts":[{"subsystem":"iot","score":0.5,"margin":0,"top_probability":1,"slot_coverage":0}],
         "probabilities":{"iot":0.5744425168},"out_of_scope":0.4255574832}]}
        """;

    private static readonly InferenceRuntime Runtime = InferenceRuntime.Start(Installation.Configuration().Settings.Inference);
    private static readonly ModelVerifier Verifier = new(Runtime, Device.Cpu);
    private static readonly Lazy<string> SubsystemCheck = new(() =>
    {
        using var directory = new TemporaryDirectory();
        var package = new TinyPackage(directory["subsystem"], directory["backbone"]);
        TinyModels.Backbone(package._backbone);
        package.WriteSubsystem();
        return TinyChecks.Subsystem(ModelPackage.Open(package.Directory), ModelPackage.Open(package._backbone), Runtime).ToJsonString();
    });

    private readonly string _backbone;

    private TinyPackage(string directory, string backbone) => (Directory, _backbone) = (directory, backbone);

    /// <summary>Each file of each kind: its kind and its role.</summary>
    public static IEnumerable<(string Kind, string Role)> Files { get; } =
    [
        ("backbone", "model"), ("backbone", "vocabulary"), ("backbone", "characters"), ("backbone", "references"), ("backbone", "check"),
        ("subsystem", "model"), ("subsystem", "lexicon"), ("subsystem", "transitions"), ("subsystem", "check"),
        ("ranker", "weights"), ("ranker", "check"), ("cutter", "weights"), ("cutter", "check"),
    ];

    public string Directory { get; }

    public string ManifestFile => Path.Combine(Directory, "manifest.json");

    /// <summary>Writes one.</summary>
    /// <param name="directory">Where, with the backbone of a subsystem beside it.</param>
    /// <param name="kind">As the manifest names it.</param>
    public static TinyPackage Write(string directory, string kind)
    {
        var package = new TinyPackage(Path.Combine(directory, kind), Path.Combine(directory, "backbone"));
        if (kind is "backbone" or "subsystem")
        {
            TinyModels.Backbone(package._backbone, check: TinyChecks.Backbone().ToJsonString());
            new TinyPackage(package._backbone, package._backbone).Add("references", "references.jsonl", "{\"subsystem\": \"iot\", \"ids\": [2, 5, 9, 3]}\n");
        }
        if (kind == "subsystem")
        {
            package.WriteSubsystem();
            package.Add("check", "check.json", SubsystemCheck.Value);
        }
        if (kind == "ranker") TinyModels.Ranker(package.Directory, check: RankerCheck);
        if (kind == "cutter") package.WriteCutter();
        return package;
    }

    /// <summary>Where the file of a role is.</summary>
    public string PathOf(string role) => Path.Combine(Directory, Manifest()["files"]![role]!["path"]!.GetValue<string>());

    /// <summary>Makes the manifest agree with a file that was changed.</summary>
    public void Sign(string role)
    {
        var manifest = Manifest();
        manifest["files"]![role]!["sha256"] = Hash(File.ReadAllBytes(PathOf(role)));
        File.WriteAllText(ManifestFile, manifest.ToJsonString());
    }

    /// <summary>Opens it, loads it, and has it answer what it is known to answer.</summary>
    /// <exception cref="Contracts.ModelPackageException">It is broken, or answers otherwise.</exception>
    public void Verify()
    {
        var package = ModelPackage.Open(Directory);
        switch (package.Manifest)
        {
            case BackboneManifest: Verifier.VerifyBackbone(package); break;
            case SubsystemManifest: Verifier.VerifySubsystem(package, ModelPackage.Open(_backbone)); break;
            case RankerManifest: ModelVerifier.VerifyRanker(package); break;
            default: ModelVerifier.VerifyCutter(package); break;
        }
    }

    private void WriteSubsystem()
    {
        TinyModels.SubsystemWithLexicon(Directory, "light\tdevice\nturn\tplace\n");
        Add("transitions", "transitions.json", """
            {"start": [0.5, 1, -1], "after": [{"label": "O", "scores": [1, 2, 3]}, {"label": "B-place", "scores": [1, 2, 3]}, {"label": "I-place", "scores": [1, 2, 3]}]}
            """);
    }

    private void WriteCutter()
    {
        var (halves, ones) = (Features(0.5), Features(1));
        TinyModels.Cutter(
            Directory, new JsonObject { ["bias"] = -2, ["weights"] = halves }.ToJsonString(),
            new JsonObject { ["cases"] = new JsonArray(new JsonObject { ["features"] = ones, ["logit"] = -2 + (CutFeatures.Names.Length * 0.5) }) }.ToJsonString());

        static JsonObject Features(double value) => new(CutFeatures.Names.Select(name => KeyValuePair.Create(name, (JsonNode?)value)));
    }

    private void Add(string role, string name, string content)
    {
        File.WriteAllText(Path.Combine(Directory, name), content);
        var manifest = Manifest();
        manifest["files"]![role] = new JsonObject { ["path"] = name, ["sha256"] = Hash(Encoding.UTF8.GetBytes(content)) };
        File.WriteAllText(ManifestFile, manifest.ToJsonString());
    }

    private JsonNode Manifest() => JsonNode.Parse(File.ReadAllText(ManifestFile))!;

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
