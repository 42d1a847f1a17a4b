namespace Router.Inference;

/// <summary>What a model package holds.</summary>
public enum PackageKind
{
    /// <summary>The shared encoder with its tokenizer.</summary>
    Backbone,

    /// <summary>The head of one subsystem.</summary>
    Subsystem,

    /// <summary>The weights that merge verdicts.</summary>
    Ranker,

    /// <summary>The weights that cut a text into its commands.</summary>
    Cutter,
}

/// <summary>How the weights are stored; the computation is in 32-bit floats.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>16-bit floats, widened when the model is loaded.</summary>
    Fp16,

    /// <summary>8-bit integers with scales.</summary>
    Int8,
}

/// <summary>A file that a package names.</summary>
/// <param name="Path">Relative to the package's directory.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record PackageFile(string Path, string Sha256);

/// <summary>Name and version of the backbone that a subsystem was trained on.</summary>
public sealed record BackboneReference(string Name, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}

/// <summary>The fields of every <c>manifest.json</c>, whatever its kind.</summary>
/// <param name="Name">Lower-case letters, digits, <c>-</c> and <c>_</c>; at most 64.</param>
/// <param name="Version">Three numbers with dots between them.</param>
/// <param name="Files">Role to file.</param>
/// <param name="Precision">How the weights are stored.</param>
/// <param name="Training">What the package was trained on.</param>
/// <param name="Metrics">What was measured when it was trained: name to figure.</param>
/// <param name="Description">A sentence for people; empty when there is none.</param>
public sealed record PackageHeader(
    string Name,
    string Version,
    IReadOnlyDictionary<string, PackageFile> Files,
    WeightPrecision Precision,
    TrainingRecord Training,
    IReadOnlyDictionary<string, double> Metrics,
    string Description);

/// <summary>What a <c>manifest.json</c> says.</summary>
/// <param name="Header">What all kinds say.</param>
public abstract record PackageManifest(PackageHeader Header)
{
    /// <summary>What the package holds.</summary>
    public abstract PackageKind Kind { get; }

    /// <inheritdoc cref="PackageHeader.Name"/>
    public string Name => Header.Name;

    /// <inheritdoc cref="PackageHeader.Version"/>
    public string Version => Header.Version;

    /// <inheritdoc cref="PackageHeader.Files"/>
    public IReadOnlyDictionary<string, PackageFile> Files => Header.Files;

    /// <inheritdoc cref="PackageHeader.Precision"/>
    public WeightPrecision Precision => Header.Precision;

    /// <inheritdoc cref="PackageHeader.Training"/>
    public TrainingRecord Training => Header.Training;

    /// <inheritdoc cref="PackageHeader.Metrics"/>
    public IReadOnlyDictionary<string, double> Metrics => Header.Metrics;

    /// <inheritdoc cref="PackageHeader.Description"/>
    public string Description => Header.Description;
}

/// <summary>Where a package's weights come from.</summary>
/// <param name="Data">The data sets.</param>
/// <param name="Seed">The seed of every random choice.</param>
/// <param name="Commit">The commit of the training code.</param>
public sealed record TrainingRecord(string Data, long Seed, string Commit);

/// <summary>A backbone's output <c>gate</c>: the probability of each subsystem to be the right one.</summary>
/// <param name="Subsystems">Their names in the order of the output's columns; at least one, each once.</param>
/// <param name="Threshold">The probability from which a subsystem is asked; above 0, at most 0.5.</param>
public sealed record GateOutput(IReadOnlyList<string> Subsystems, double Threshold);

/// <summary>A backbone: what it takes and which layers it offers.</summary>
public sealed record BackboneManifest(PackageHeader Header) : PackageManifest(Header)
{
    /// <summary>The role of the file with known texts that new heads learn against, which a package need not have.</summary>
    public const string References = "references";

    /// <inheritdoc/>
    public override PackageKind Kind => PackageKind.Backbone;

    /// <summary>Most tokens of one text, markers included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Number of layers; the first is layer 1.</summary>
    public required int Layers { get; init; }

    /// <summary>The width of each layer, layer 1 first.</summary>
    public required IReadOnlyList<int> HiddenPerLayer { get; init; }

    /// <summary>The layers that may be read, ascending.</summary>
    public required IReadOnlyList<int> Taps { get; init; }

    /// <summary>The languages of the texts that it was warmed up for, as ISO 639 codes; empty when it does not say.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Its output <c>gate</c>; null without one.</summary>
    public required GateOutput? Gate { get; init; }

    /// <summary>The probability from which the output <c>negated</c> says that a request is forbidden; between 0 and 1, null without that output.</summary>
    public required double? NegatedThreshold { get; init; }

    /// <summary>Its output <c>excluded</c>; null without one.</summary>
    public required ExcludedOutput? Excluded { get; init; }

    /// <summary>The width of the output <c>likeness</c>; null without one.</summary>
    public required int? LikenessWidth { get; init; }

    /// <summary>The width of a layer's states.</summary>
    /// <param name="layer">1 to <see cref="Layers"/>.</param>
    public int HiddenOf(int layer) => HiddenPerLayer[layer - 1];
}

/// <summary>The output <c>excluded</c> of a backbone: which tokens name exceptions.</summary>
/// <param name="Threshold">The probability from which one does, between 0 and 1.</param>
/// <param name="Cues">Words and phrases without one of which a text has no exceptions; none where any text may have some.</param>
/// <param name="NoCues">Phrases with a cue in them that make no exception.</param>
public sealed record ExcludedOutput(double Threshold, IReadOnlyList<string> Cues, IReadOnlyList<string> NoCues);

/// <summary>A subsystem's head: what it reads and what it answers.</summary>
public sealed record SubsystemManifest(PackageHeader Header) : PackageManifest(Header)
{
    /// <summary>The name of the first intent, which stands for every query that is not the subsystem's.</summary>
    public const string Reject = "reject";

    /// <summary>The role of the file with learned transitions between slot labels, which a package need not have.</summary>
    public const string Transitions = "transitions";

    /// <summary>The role of the file with the lexicon, which a package has that names <see cref="LexiconTags"/>.</summary>
    public const string Lexicon = "lexicon";

    /// <inheritdoc/>
    public override PackageKind Kind => PackageKind.Subsystem;

    /// <summary>The backbone it was trained on; it fits no other.</summary>
    public required BackboneReference Backbone { get; init; }

    /// <summary>The backbone layer it reads.</summary>
    public required int Tap { get; init; }

    /// <summary>It learnt to reject the texts of all subsystems of lower generations, which need not know its own; 0 when it does not say.</summary>
    public required int Generation { get; init; }

    /// <summary>Its own layers on top of the tap.</summary>
    public required int OwnLayers { get; init; }

    /// <summary>Its intents; the first is <c>reject</c>.</summary>
    public required IReadOnlyList<string> Intents { get; init; }

    /// <summary>Its slot labels, the first being <c>O</c>.</summary>
    public required SlotLabels SlotLabels { get; init; }

    /// <summary>Whether it learned transitions between slot labels.</summary>
    public bool HasTransitions => Files.ContainsKey(Transitions);

    /// <summary>What the intent logits are divided by before the softmax; above 0.</summary>
    public required double Temperature { get; init; }

    /// <summary>The calibrated score from which the subsystem accepts; between 0 and 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>The languages it was trained on, as ISO 639 codes.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The tags of its lexicon (the file with the role <see cref="Lexicon"/>), in the order of the model's columns; empty without one.</summary>
    public required IReadOnlyList<string> LexiconTags { get; init; }
}

/// <summary>A ranker; its weights are in the file with the role <c>weights</c>.</summary>
public sealed record RankerManifest(PackageHeader Header) : PackageManifest(Header)
{
    /// <inheritdoc/>
    public override PackageKind Kind => PackageKind.Ranker;
}

/// <summary>A cutter; its weights are in the file with the role <c>weights</c>.</summary>
public sealed record CutterManifest(PackageHeader Header) : PackageManifest(Header)
{
    /// <inheritdoc/>
    public override PackageKind Kind => PackageKind.Cutter;
}
