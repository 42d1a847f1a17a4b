using System.Text.RegularExpressions;
using Router.Language.Tokens;

namespace Router.Inference.Internal;

/// <summary>Reads <c>manifest.json</c>: every field named in docs/model-packages.md, with its type and range, and no other.</summary>
internal static partial class ManifestReader
{
    private const int MostLayers = 128;
    private const int LargestWidth = 16_384;
    private const int MostGated = 1024;
    private const double HighestGate = 0.5;
    private const int HighestGeneration = 1000;
    private const int MostCues = 256;
    private const int LongestCue = 64;
    private const string LexiconTags = "lexicon_tags";

    private static readonly Dictionary<PackageKind, string[]> Roles = new()
    {
        [PackageKind.Backbone] = ["model", "vocabulary", "characters", "check"],
        [PackageKind.Subsystem] = ["model", "check"],
        [PackageKind.Ranker] = ["weights", "check"],
        [PackageKind.Cutter] = ["weights", "check"],
    };

    private static readonly Dictionary<PackageKind, string[]> OptionalRoles = new()
    {
        [PackageKind.Backbone] = [BackboneManifest.References],
        [PackageKind.Subsystem] = [SubsystemManifest.Transitions],
    };

    /// <exception cref="ModelPackageException">A field is missing, unknown, mistyped or out of range.</exception>
    public static PackageManifest Parse(string file, byte[] content)
    {
        var fields = JsonFields.Parse(file, content);
        var kind = Kind(fields);
        var header = Header(fields, kind);
        var manifest = kind switch
        {
            PackageKind.Backbone => Backbone(fields, header),
            PackageKind.Subsystem => Subsystem(fields, header),
            PackageKind.Ranker => new RankerManifest(header),
            _ => (PackageManifest)new CutterManifest(header),
        };
        fields.NothingElse();
        return manifest;
    }

    private static PackageHeader Header(JsonFields fields, PackageKind kind)
    {
        var files = Files(fields.Object("files"), kind, fields.Has(LexiconTags));
        return new PackageHeader(
            Name(fields, "name"), Version(fields, "version"), files, Precision(fields), Training(fields.Object("training")), fields.Figures("metrics"),
            Description(fields));
    }

    private static BackboneManifest Backbone(JsonFields fields, PackageHeader header)
    {
        if (fields.Text("tokenizer") is var tokenizer && tokenizer != "wordpiece")
            throw fields.Wrong("tokenizer", PackageError.Quote(tokenizer), "\"wordpiece\"");
        var layers = fields.Integer("layers", 1, MostLayers);
        return new BackboneManifest(header)
        {
            MaxTokens = fields.Integer("max_tokens", WordPieceTokenizer.SmallestMaxTokens, WordPieceTokenizer.LargestMaxTokens),
            Layers = layers,
            HiddenPerLayer = HiddenPerLayer(fields, layers),
            Taps = Taps(fields, layers),
            Languages = fields.Has("languages") ? Languages(fields) : [],
            Gate = fields.Has("gate") ? Gate(fields.Object("gate")) : null,
            NegatedThreshold = ThresholdOf(fields, "negated"),
            Excluded = fields.Has("excluded") ? Excluded(fields.Object("excluded")) : null,
            LikenessWidth = fields.Has("likeness") ? Width(fields.Object("likeness")) : null,
        };
    }

    private static GateOutput Gate(JsonFields fields)
    {
        var names = fields.Texts("subsystems");
        if (names.Count is 0 or > MostGated) throw fields.Wrong("subsystems", $"{names.Count} names", $"1 to {MostGated}");
        var threshold = fields.Number("threshold");
        if (threshold is not (> 0 and <= HighestGate)) throw fields.Wrong("threshold", $"{threshold}", $"above 0 and at most {HighestGate}");
        fields.NothingElse();
        return new GateOutput(Distinct(fields, "subsystems", names), threshold);
    }

    private static ExcludedOutput Excluded(JsonFields fields)
    {
        var output = new ExcludedOutput(Above(fields, "threshold", 0, 1), Phrases(fields, "cues"), Phrases(fields, "no_cues"));
        fields.NothingElse();
        return output;
    }

    private static IReadOnlyList<string> Phrases(JsonFields fields, string name)
    {
        if (!fields.Has(name)) return [];
        var phrases = fields.Texts(name);
        if (phrases.Count > MostCues) throw fields.Wrong(name, $"{phrases.Count} phrases", $"at most {MostCues}");
        for (var i = 0; i < phrases.Count; i++)
        {
            if (phrases[i].Length is 0 or > LongestCue) throw fields.Wrong($"{name}[{i}]", PackageError.Quote(phrases[i]), $"1 to {LongestCue} characters");
        }
        return phrases;
    }

    private static double? ThresholdOf(JsonFields fields, string output)
    {
        if (!fields.Has(output)) return null;
        var within = fields.Object(output);
        var threshold = Above(within, "threshold", 0, 1);
        within.NothingElse();
        return threshold;
    }

    private static int Width(JsonFields fields)
    {
        var width = fields.Integer("width", 1, LargestWidth);
        fields.NothingElse();
        return width;
    }

    private static SubsystemManifest Subsystem(JsonFields fields, PackageHeader header) => new(header)
    {
        Backbone = BackboneOf(fields.Object("backbone")),
        Tap = fields.Integer("tap", 1, MostLayers),
        Generation = fields.Has("generation") ? fields.Integer("generation", 0, HighestGeneration) : 0,
        OwnLayers = fields.Integer("own_layers", 0, MostLayers),
        Intents = Intents(fields),
        SlotLabels = SlotLabels.TryCreate(fields.Texts("slot_labels"), out var problem)
            ?? throw fields.Wrong("slot_labels", problem, "O, then B-type and I-type, each once"),
        Temperature = Above(fields, "temperature", 0, 1000),
        Threshold = Above(fields, "threshold", 0, 1),
        Languages = Languages(fields),
        LexiconTags = fields.Has(LexiconTags) ? Tags(fields) : [],
    };

    private static PackageKind Kind(JsonFields fields) => fields.Text("kind") switch
    {
        "backbone" => PackageKind.Backbone,
        "subsystem" => PackageKind.Subsystem,
        "ranker" => PackageKind.Ranker,
        "cutter" => PackageKind.Cutter,
        var other => throw fields.Wrong("kind", PackageError.Quote(other), "backbone, subsystem, ranker or cutter"),
    };

    private static WeightPrecision Precision(JsonFields fields) => fields.Text("precision") switch
    {
        "fp32" => WeightPrecision.Fp32,
        "fp16" => WeightPrecision.Fp16,
        "int8" => WeightPrecision.Int8,
        var other => throw fields.Wrong("precision", PackageError.Quote(other), "fp32, fp16 or int8"),
    };

    private static string Description(JsonFields fields) => fields.Has("description") ? fields.Text("description") : "";

    private static TrainingRecord Training(JsonFields fields)
    {
        var record = new TrainingRecord(fields.TextOrTexts("data"), fields.Long("seed"), fields.Text("commit"));
        fields.NothingElse();
        return record;
    }

    private static BackboneReference BackboneOf(JsonFields fields)
    {
        var reference = new BackboneReference(Name(fields, "name"), Version(fields, "version"));
        fields.NothingElse();
        return reference;
    }

    private static Dictionary<string, PackageFile> Files(JsonFields fields, PackageKind kind, bool hasLexicon)
    {
        var files = new Dictionary<string, PackageFile>(StringComparer.Ordinal);
        List<string> roles = [.. Roles[kind], .. OptionalRoles.GetValueOrDefault(kind, []).Where(fields.Has)];
        if (hasLexicon) roles.Add(SubsystemManifest.Lexicon);
        foreach (var role in roles)
        {
            var entry = fields.Object(role);
            var file = new PackageFile(entry.Text("path", 1024), entry.Text("sha256"));
            if (!Sha256Pattern().IsMatch(file.Sha256))
                throw entry.Wrong("sha256", PackageError.Quote(file.Sha256), "64 lower-case hexadecimal digits");
            entry.NothingElse();
            files.Add(role, file);
        }
        fields.NothingElse();
        return files;
    }

    private static string Name(JsonFields fields, string field)
    {
        var name = fields.Text(field);
        return NamePattern().IsMatch(name)
            ? name
            : throw fields.Wrong(field, PackageError.Quote(name), "lower-case letters, digits, - and _, a letter first, at most 64");
    }

    /// <summary>Whether a text is a version: three numbers with dots between them.</summary>
    public static bool IsVersion(string text) => VersionPattern().IsMatch(text);

    private static string Version(JsonFields fields, string field)
    {
        var version = fields.Text(field);
        return IsVersion(version)
            ? version
            : throw fields.Wrong(field, PackageError.Quote(version), "three numbers such as 1.0.0");
    }

    private static IReadOnlyList<int> HiddenPerLayer(JsonFields fields, int layers)
    {
        var widths = fields.Integers("hidden_per_layer", 1, LargestWidth);
        return widths.Count == layers
            ? widths
            : throw fields.Wrong("hidden_per_layer", $"{widths.Count} widths", $"{layers}, one for each layer");
    }

    private static IReadOnlyList<int> Taps(JsonFields fields, int layers)
    {
        var taps = fields.Integers("taps", 1, layers);
        if (taps.Count == 0) throw fields.Wrong("taps", "no taps", "at least one layer");
        for (var i = 1; i < taps.Count; i++)
        {
            if (taps[i] <= taps[i - 1]) throw fields.Wrong($"taps[{i}]", $"{taps[i]} after {taps[i - 1]}", "ascending layers");
        }
        return taps;
    }

    private static IReadOnlyList<string> Intents(JsonFields fields)
    {
        var intents = fields.Texts("intents");
        if (intents.Count < 2) throw fields.Wrong("intents", $"{intents.Count} intents", "reject and at least one more");
        if (intents[0] != SubsystemManifest.Reject) throw fields.Wrong("intents[0]", PackageError.Quote(intents[0]), "\"reject\"");
        return Distinct(fields, "intents", intents);
    }

    private static IReadOnlyList<string> Tags(JsonFields fields)
    {
        var tags = fields.Texts(LexiconTags);
        return tags.Count is > 0 and <= Lexicon.MostTags
            ? Distinct(fields, LexiconTags, tags)
            : throw fields.Wrong(LexiconTags, $"{tags.Count} tags", $"1 to {Lexicon.MostTags}");
    }

    private static IReadOnlyList<string> Distinct(JsonFields fields, string field, IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0 || !seen.Add(names[i]))
                throw fields.Wrong($"{field}[{i}]", PackageError.Quote(names[i]), "names that are not empty, each once");
        }
        return names;
    }

    private static IReadOnlyList<string> Languages(JsonFields fields)
    {
        var languages = fields.Texts("languages");
        return languages.Count > 0 ? languages : throw fields.Wrong("languages", "no languages", "at least one");
    }

    private static double Above(JsonFields fields, string field, double low, double high)
    {
        var value = fields.Number(field);
        return value > low && value < high ? value : throw fields.Wrong(field, $"{value}", $"above {low} and below {high}");
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256Pattern();
}
