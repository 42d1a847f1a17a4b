using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>A subsystem's own layers, intent classifier and slot tagger, run on the backbone's states.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class HeadModel : IDisposable
{
    private const string Hidden = "hidden";
    private const string Mask = "attention_mask";
    private const string Ids = "input_ids";
    private const string Tags = "lexicon_tags";
    private const string IntentLogits = "intent_logits";
    private const string SlotLogits = "slot_logits";
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly bool _takesIds;
    private readonly int _width;
    private readonly IntentDecoder _intents;
    private readonly SlotDecoder _slots;
    private readonly HeadOutputs _outputs;
    private readonly TagInput? _tags;

    private HeadModel(
        SubsystemManifest manifest, int width, InferenceSession session, NativeBufferPool buffers, SlotTransitions? transitions, Lexicon? lexicon)
    {
        (Manifest, _width, _session) = (manifest, width, session);
        _takesIds = session.InputMetadata.ContainsKey(Ids);
        _binding = session.CreateIoBinding();
        _intents = new IntentDecoder(manifest.Temperature, manifest.Threshold);
        _slots = new SlotDecoder(manifest.SlotLabels, transitions);
        _outputs = new HeadOutputs(buffers, manifest.Intents.Count, manifest.SlotLabels.Count);
        _tags = lexicon is null ? null : new TagInput(buffers, lexicon);
    }

    /// <summary>What the package says of itself.</summary>
    public SubsystemManifest Manifest { get; }

    /// <summary>Loads a head and runs it once.</summary>
    /// <param name="package">A subsystem package.</param>
    /// <param name="runtime">Gives the threads and the memory.</param>
    /// <param name="backbone">The backbone in use; it must be the one that the head was trained on.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="tokenizer">The backbone's; a head with a lexicon needs it to know the pieces of its phrases.</param>
    /// <exception cref="ModelPackageException">The package is not what its manifest promises, or was trained on another backbone.</exception>
    /// <exception cref="DeviceUnavailableException">The device cannot be used.</exception>
    /// <exception cref="ArgumentNullException">The head has a lexicon and there is no tokenizer.</exception>
    public static HeadModel Load(
        ModelPackage package, InferenceRuntime runtime, BackboneManifest backbone, Device device = default, WordPieceTokenizer? tokenizer = null)
    {
        var manifest = package.Subsystem;
        var width = CheckBackbone(package, backbone);
        var transitions = TransitionsOf(package);
        var lexicon = LexiconOf(package, tokenizer);
        var file = package.PathOf("model");
        var session = runtime.Load(file, package.Read("model"), device);
        try
        {
            SessionContract.Check(file, session, Inputs(manifest, width), Outputs(manifest));
            var model = new HeadModel(manifest, width, session, runtime.Buffers, transitions, lexicon);
            model.TryOut(file);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Judges every text of a batch in one run.</summary>
    /// <param name="states">The backbone's states; row <c>i</c> belongs to <c>texts[i]</c>. The caller holds a reference.</param>
    /// <param name="texts">As many as the states have rows.</param>
    /// <param name="results">Room for as many results.</param>
    /// <exception cref="InferenceException">The run failed or answered with values that are not numbers.</exception>
    /// <exception cref="KeyNotFoundException">The states do not hold the head's tap.</exception>
    public void Run(LayerStates states, ReadOnlySpan<TokenizedText> texts, Span<HeadResult> results)
    {
        if (texts.Length != states.Batch || results.Length < texts.Length)
            throw new ArgumentException($"{texts.Length} texts and room for {results.Length} results; {states.Batch} rows of states");
        Run(states, texts);
        for (var row = 0; row < texts.Length; row++) results[row] = Decode(row, texts[row]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
        _outputs.Dispose();
        _tags?.Dispose();
    }

    /// <summary>Runs the model; the logits are valid until the next run. Without texts a lexicon finds nothing.</summary>
    internal unsafe void Run(LayerStates states, ReadOnlySpan<TokenizedText> texts = default)
    {
        if (states.HiddenOf(Manifest.Tap) != _width)
            throw new ArgumentException($"layer {Manifest.Tap} is {states.HiddenOf(Manifest.Tap)} wide; {_width} expected", nameof(states));
        var tags = _tags?.Of(states.Batch, states.Tokens, texts);
        if (states is TensorStates tensors)
        {
            var ids = _takesIds ? tensors.Value(TensorLayout.Ids) : null;
            Run(states, tensors.ValueOfTap(Manifest.Tap), tensors.Value(TensorLayout.Mask), ids, tags);
            return;
        }
        fixed (float* hidden = states.Layer(Manifest.Tap))
        fixed (long* mask = states.AttentionMask, ids = states.InputIds)
        {
            using var hiddenValue = TensorValue.Floats((nint)hidden, states.Batch, states.Tokens, _width);
            using var maskValue = TensorValue.Longs((nint)mask, states.Batch, states.Tokens);
            using var idsValue = _takesIds ? TensorValue.Longs((nint)ids, states.Batch, states.Tokens) : null;
            Run(states, hiddenValue, maskValue, idsValue, tags);
        }
    }

    internal ReadOnlySpan<float> IntentLogitsOf(int row) => _outputs.IntentsOf(row);

    internal ReadOnlySpan<float> SlotLogitsOf(int row) => _outputs.SlotsOf(row);

    internal HeadResult Decode(int row, TokenizedText text)
    {
        var intent = _intents.Decode(_outputs.IntentsOf(row));
        var slots = _slots.Decode(text, _outputs.SlotsOf(row));
        return new HeadResult(
            intent.Score, intent.Accepted, Manifest.Intents[intent.Intent], intent.Margin, intent.TopProbability, slots.Slots, slots.Coverage);
    }

    private void Run(LayerStates states, OrtValue hidden, OrtValue mask, OrtValue? ids, OrtValue? tags)
    {
        try
        {
            _binding.BindInput(Hidden, hidden);
            _binding.BindInput(Mask, mask);
            if (ids is not null) _binding.BindInput(Ids, ids);
            if (tags is not null) _binding.BindInput(Tags, tags);
            if (_outputs.Resize(states.Batch, states.Tokens))
            {
                _binding.BindOutput(IntentLogits, _outputs.Intents);
                _binding.BindOutput(SlotLogits, _outputs.Slots);
            }
            _session.RunWithBinding(_run, _binding);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new InferenceException($"the head {Manifest.Name} {Manifest.Version} failed: {failed.Message}", failed);
        }
        GC.KeepAlive(states);
    }

    /// <summary>A run on zeros: what is wrong with a graph shows now and not with the first query.</summary>
    private void TryOut(string file)
    {
        const int batch = 2, tokens = 3;
        long[] ids = [2, 1, 3, 2, 1, 3], mask = [1, 1, 1, 1, 1, 1];
        var hidden = new Dictionary<int, ReadOnlyMemory<float>> { [Manifest.Tap] = new float[batch * tokens * _width] };
        try
        {
            Run(new HostLayerStates(batch, tokens, ids, mask, hidden));
            _intents.Decode(_outputs.IntentsOf(batch - 1));
        }
        catch (InferenceException failed)
        {
            throw PackageError.InFile(file, $"the trial run failed ({failed.Message})", failed);
        }
    }

    private static int CheckBackbone(ModelPackage package, BackboneManifest backbone)
    {
        var manifest = package.Subsystem;
        var loaded = new BackboneReference(backbone.Name, backbone.Version);
        if (manifest.Backbone != loaded) throw PackageError.At(package.ManifestFile, "backbone", $"{manifest.Backbone}", $"{loaded}, which is loaded");
        if (!backbone.Taps.Contains(manifest.Tap))
            throw PackageError.At(package.ManifestFile, "tap", $"{manifest.Tap}", string.Join(", ", backbone.Taps));
        return backbone.HiddenOf(manifest.Tap);
    }

    private static SlotTransitions? TransitionsOf(ModelPackage package) => package.Subsystem.HasTransitions
        ? SlotTransitions.Parse(package.PathOf(SubsystemManifest.Transitions), package.Read(SubsystemManifest.Transitions), package.Subsystem.SlotLabels)
        : null;

    private static Lexicon? LexiconOf(ModelPackage package, WordPieceTokenizer? tokenizer)
    {
        var tags = package.Subsystem.LexiconTags;
        if (tags.Count == 0) return null;
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Lexicon.Parse(package.PathOf(SubsystemManifest.Lexicon), package.Read(SubsystemManifest.Lexicon), tags, tokenizer);
    }

    private static TensorContract[] Inputs(SubsystemManifest manifest, int width) =>
    [
        new(Hidden, TensorElementType.Float, [-1, -1, width]),
        new(Mask, TensorElementType.Int64, [-1, -1]),
        new(Ids, TensorElementType.Int64, [-1, -1], Required: false),
        .. manifest.LexiconTags.Count > 0
            ? [new TensorContract(Tags, TensorElementType.Float, [-1, -1, Lexicon.WidthOf(manifest.LexiconTags.Count)])]
            : Array.Empty<TensorContract>(),
    ];

    private static TensorContract[] Outputs(SubsystemManifest manifest) =>
    [
        new(IntentLogits, TensorElementType.Float, [-1, manifest.Intents.Count]),
        new(SlotLogits, TensorElementType.Float, [-1, -1, manifest.SlotLabels.Count]),
        new("embedding", TensorElementType.Float, [-1, -1], Required: false),
    ];
}
