using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

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

/// <summary><c>router.inference</c>: settings of ONNX Runtime; one set for the whole process.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that work on one operator, the caller's included: the size of the global pool; 0 for one per core.</summary>
    public required int IntraOpThreads { get; init; }

    /// <summary>Threads that work on different operators of one graph; graphs of this project are chains, so 1 is best.</summary>
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

    /// <summary>Reads the section.</summary>
    public static InferenceOptions Read(SettingsReader section) => new()
    {
        IntraOpThreads = section.Read("intra-op-threads", Whole(0, 256)),
        InterOpThreads = section.Read("inter-op-threads", Whole(1, 256)),
        AllowSpinning = section.Read("allow-spinning", Switch),
        Optimization = section.Read("graph-optimization", OneOf<GraphOptimization>()),
        MaxPooledBytes = section.Read("max-pooled-bytes", Bytes("0", "64GiB")),
        CudaLibraries = section.ReadPath("cuda-libraries", OptionalDirectory),
    };
}
