namespace Router.Inference.Tests.Support;

/// <summary>The one ONNX Runtime environment of the test process.</summary>
internal static class TestRuntime
{
    public static InferenceOptions Options { get; } = new()
    {
        IntraOpThreads = 2,
        InterOpThreads = 1,
        AllowSpinning = false,
        Optimization = GraphOptimization.All,
        MaxPooledBytes = 16 << 20,
    };

    public static InferenceRuntime Instance { get; } = InferenceRuntime.Start(Options);
}
