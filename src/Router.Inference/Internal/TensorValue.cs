using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Router.Inference.Internal;

/// <summary>Wraps memory as ONNX Runtime values without copying; the memory must outlive the value.</summary>
internal static class TensorValue
{
    public static OrtValue Floats(nint memory, params long[] shape) => Wrap(TensorElementType.Float, sizeof(float), memory, shape);

    public static OrtValue Longs(nint memory, params long[] shape) => Wrap(TensorElementType.Int64, sizeof(long), memory, shape);

    private static OrtValue Wrap(TensorElementType type, int size, nint memory, long[] shape)
    {
        long bytes = size;
        foreach (var dimension in shape) bytes *= dimension;
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, memory, bytes);
    }
}
