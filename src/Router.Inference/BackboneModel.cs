using Microsoft.ML.OnnxRuntime;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>An encoder: texts in, the states of the layers that anyone reads out, with what the package's graph says of a text itself.</summary>
/// <remarks>Used by one thread at a time; the states it returns may be read by any number.</remarks>
public sealed class BackboneModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly NativeBufferPool _buffers;
    private readonly TapSet _taps;
    private readonly string[] _outputs;
    private readonly string[] _readouts;
    private long _runs;

    private BackboneModel(ModelPackage package, InferenceSession session, NativeBufferPool buffers, TapSet taps, WordPieceTokenizer tokenizer)
    {
        (Manifest, Tokenizer, _session, _buffers, _taps) = (package.Backbone, tokenizer, session, buffers, taps);
        _outputs = [.. taps.Layers.Select(BackboneGraph.NameOf)];
        _readouts = [.. taps.Readouts.Select(BackboneGraph.NameOf)];
        _binding = session.CreateIoBinding();
    }

    /// <summary>What the package says of itself.</summary>
    public BackboneManifest Manifest { get; }

    /// <summary>The tokenizer whose ids the model takes.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>How often the model ran, the trial run at loading not counted.</summary>
    public long Runs => Volatile.Read(ref _runs);

    /// <summary>Loads the part of a backbone that the taps depend on, and runs it once.</summary>
    /// <param name="package">A backbone package.</param>
    /// <param name="runtime">Gives the threads and the memory.</param>
    /// <param name="device">Where it runs; states are in the processor's memory in any case.</param>
    /// <param name="taps">The layers to return, at least one, each among the manifest's taps.</param>
    /// <param name="tokenizer">The package's, where it is loaded already.</param>
    /// <param name="isGated">Whether states have the readout <see cref="Readout.Gate"/>, where the package has that output.</param>
    /// <exception cref="ModelPackageException">The package or its model is not what the manifest promises.</exception>
    /// <exception cref="DeviceUnavailableException">The device cannot be used.</exception>
    public static BackboneModel Load(ModelPackage package, InferenceRuntime runtime, Device device, IReadOnlySet<int> taps, WordPieceTokenizer? tokenizer = null, bool isGated = true)
    {
        var chosen = Choose(package, taps, isGated);
        tokenizer ??= LoadTokenizer(package);
        var file = package.PathOf("model");
        TensorContract[] outputs = [.. BackboneGraph.Outputs(package.Backbone, chosen.Layers, chosen.Readouts)];
        var session = runtime.Load(file, BackboneGraph.Read(package, outputs), device);
        try
        {
            SessionContract.Check(file, session, BackboneGraph.Inputs, outputs);
            var model = new BackboneModel(package, session, runtime.Buffers, chosen, tokenizer);
            model.TryOut(file);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Loads a backbone's tokenizer alone.</summary>
    /// <exception cref="ModelPackageException">The package is of another kind or its files are broken.</exception>
    public static WordPieceTokenizer LoadTokenizer(ModelPackage package) => WordPieceTokenizer.Parse(
        package.PathOf("vocabulary"),
        package.Read("vocabulary"),
        package.PathOf("characters"),
        package.Read("characters"),
        package.Backbone.MaxTokens);

    /// <summary>Encodes a batch in one run.</summary>
    /// <param name="batch">At least one text, made by <see cref="Tokenizer"/>; shorter ones are padded to the longest.</param>
    /// <returns>The states, with one reference that the caller owns.</returns>
    /// <exception cref="ArgumentException">The batch is empty or a text has more tokens than the backbone takes.</exception>
    /// <exception cref="InferenceException">The run failed.</exception>
    public TensorStates Run(ReadOnlySpan<TokenizedText> batch)
    {
        var states = new TensorStates(_buffers, new TensorLayout(_taps, batch.Length, LongestOf(batch)));
        try
        {
            Fill(batch, states);
            Run(states);
            Interlocked.Increment(ref _runs);
            return states;
        }
        catch
        {
            states.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private int LongestOf(ReadOnlySpan<TokenizedText> batch)
    {
        if (batch.IsEmpty) throw new ArgumentException("the batch has no texts", nameof(batch));
        var longest = 1;
        foreach (var text in batch) longest = Math.Max(longest, text.Tokens.Length);
        return longest <= Manifest.MaxTokens
            ? longest
            : throw new ArgumentException($"a text of {longest} tokens; allowed: at most {Manifest.MaxTokens}", nameof(batch));
    }

    private static void Fill(ReadOnlySpan<TokenizedText> batch, TensorStates states)
    {
        var ids = states.Cells(TensorLayout.Ids);
        var mask = states.Cells(TensorLayout.Mask);
        var width = states.Tokens;
        ids.Clear();
        mask.Clear();
        for (var row = 0; row < batch.Length; row++)
        {
            var tokens = batch[row].Tokens.Span;
            for (var i = 0; i < tokens.Length; i++) ids[(row * width) + i] = tokens[i].Id;
            mask.Slice(row * width, tokens.Length).Fill(1);
        }
    }

    private void Run(TensorStates states)
    {
        try
        {
            _binding.BindInput(BackboneGraph.Ids, states.Value(TensorLayout.Ids));
            _binding.BindInput(BackboneGraph.Mask, states.Value(TensorLayout.Mask));
            for (var i = 0; i < _outputs.Length; i++) _binding.BindOutput(_outputs[i], states.ValueOfTap(_taps.Layers[i]));
            for (var i = 0; i < _readouts.Length; i++) _binding.BindOutput(_readouts[i], states.ValueOf(_taps.Readouts[i]));
            _session.RunWithBinding(_run, _binding);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new InferenceException($"the backbone {Manifest.Name} {Manifest.Version} failed: {failed.Message}", failed);
        }
    }

    /// <summary>A run on an empty text: what is wrong with a graph shows now and not with the first query.</summary>
    private void TryOut(string file)
    {
        var states = new TensorStates(_buffers, new TensorLayout(_taps, 2, 2));
        try
        {
            var empty = Tokenizer.Tokenize("");
            Fill([empty, empty], states);
            Run(states);
            foreach (var tap in _taps.Layers)
            {
                if (states.Layer(tap).ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                    throw PackageError.At(file, BackboneGraph.NameOf(tap), "values that are not finite", "finite values");
            }
        }
        catch (InferenceException failed)
        {
            throw PackageError.InFile(file, $"the trial run failed ({failed.Message})", failed);
        }
        finally
        {
            states.Release();
        }
    }

    private static TapSet Choose(ModelPackage package, IReadOnlySet<int> taps, bool isGated)
    {
        var manifest = package.Backbone;
        if (taps.Count == 0) throw new ArgumentException("no taps", nameof(taps));
        foreach (var tap in taps)
        {
            if (!manifest.Taps.Contains(tap))
                throw PackageError.At(package.ManifestFile, "taps", $"a reader of layer {tap}", $"{string.Join(", ", manifest.Taps)}");
        }
        var layers = taps.Order().ToArray();
        var readouts = BackboneGraph.UsedReadouts(manifest, isGated);
        return new TapSet(layers, [.. layers.Select(manifest.HiddenOf)], readouts, [.. readouts.Select(readout => BackboneGraph.WidthOf(readout, manifest))]);
    }
}
