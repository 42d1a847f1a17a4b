namespace Router.Inference;

/// <summary>How hard ONNX Runtime works on a graph before it runs it.</summary>
public enum GraphOptimization
{
    /// <summary>The graph as stored.</summary>
    None,

    /// <summary>Constant folding and removal of what does nothing.</summary>
    Basic,

    /// <summary>Fused operators besides.</summary>
    Extended,

    /// <summary>Changes of the memory layout besides.</summary>
    All,
}

/// <summary>Settings of ONNX Runtime; one set for the whole process.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that work on one operator, the caller's included, 1 to 256: the size of the global pool.</summary>
    public required int IntraOpThreads { get; init; }

    /// <summary>Threads that work on different operators of one graph, 1 to 256; graphs of this project are chains, so 1 is best.</summary>
    public required int InterOpThreads { get; init; }

    /// <summary>
    /// Whether idle threads of the pool wait by spinning: a little faster for one query at a time, and a core lost for
    /// everybody else.
    /// </summary>
    public required bool AllowSpinning { get; init; }

    /// <summary>How hard graphs are optimised when a model is loaded.</summary>
    public required GraphOptimization Optimization { get; init; }

    /// <summary>Bytes of tensor memory that are kept for reuse when nobody uses them.</summary>
    public required long MaxPooledBytes { get; init; }

    /// <summary>
    /// The directory with the build of ONNX Runtime that has the CUDA provider, used instead of the library beside the program;
    /// null where no device is a CUDA device, or where the library beside the program has the provider.
    /// </summary>
    public string? CudaLibraries { get; init; }

    /// <exception cref="ConfigurationError">A value is out of range; the message names it.</exception>
    internal void Validate()
    {
        Check(nameof(IntraOpThreads), IntraOpThreads, 1, 256);
        Check(nameof(InterOpThreads), InterOpThreads, 1, 256);
        Check(nameof(MaxPooledBytes), MaxPooledBytes, 0, 1L << 40);
        if (!Enum.IsDefined(Optimization))
            throw new ConfigurationError($"{nameof(Optimization)}: found {Optimization}; allowed: None, Basic, Extended or All");
    }

    private static void Check(string name, long value, long smallest, long largest)
    {
        if (value < smallest || value > largest)
            throw new ConfigurationError($"{name}: found {value}; allowed: {smallest} to {largest}");
    }
}
