using Microsoft.ML.OnnxRuntime;
using Router.Language.Tokens;

namespace Router.Inference.Internal;

/// <summary>The part of a backbone that says something about a text by itself: the outputs that its manifest names beside the layers.</summary>
internal sealed class ReadoutModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _outputs;

    private ReadoutModel(InferenceSession session, string[] outputs) => (_session, _outputs) = (session, outputs);

    /// <summary>Loads it; null when the manifest names no such output.</summary>
    /// <exception cref="ModelPackageException">The model is not what the manifest promises.</exception>
    public static ReadoutModel? Load(ModelPackage package, InferenceRuntime runtime, Device device)
    {
        TensorContract[] outputs = [.. BackboneGraph.Readouts(package.Backbone)];
        if (outputs.Length == 0) return null;
        var file = package.PathOf("model");
        var session = runtime.Load(file, BackboneGraph.Read(package, outputs), device);
        try
        {
            SessionContract.Check(file, session, BackboneGraph.Inputs, outputs);
            return new ReadoutModel(session, [.. outputs.Select(output => output.Name)]);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Every output for one text, flat, by its name.</summary>
    /// <exception cref="InferenceException">The run failed.</exception>
    public IReadOnlyDictionary<string, float[]> Run(TokenizedText text)
    {
        long[] ids = [.. Array.ConvertAll(text.Tokens.ToArray(), token => (long)token.Id)];
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, _ => 1L), [1, ids.Length]);
        try
        {
            using var answers = _session.Run(_run, [BackboneGraph.Ids, BackboneGraph.Mask], [idValue, maskValue], _outputs);
            return _outputs.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray(), StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new InferenceException($"the outputs {string.Join(", ", _outputs)} of a backbone failed: {failed.Message}", failed);
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
