using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>
/// ONNX Runtime in this process: one environment with one global thread pool that every session shares, and the memory that
/// tensors live in.
/// </summary>
/// <remarks>The environment lives as long as the process; starting again with the same options gives the same environment.</remarks>
public sealed class InferenceRuntime
{
    /// <summary>The option of a session that names passes over the graph which are left out.</summary>
    internal const string DisabledOptimizers = "optimization.disable_specified_optimizers";

    private const string CudaProvider = "CUDAExecutionProvider";
    private const string CudaAdvice = "run ./run.sh --gpu, which installs it, or set router.backbone-defaults.devices = [cpu]";

    /// <summary>How often memory is given back that a burst took and nobody has needed since.</summary>
    private static readonly TimeSpan GivesBackEvery = TimeSpan.FromSeconds(10);

    private static readonly Lock Starting = new();
    private static InferenceRuntime? _running;
    private readonly OrtEnv _environment;
    private readonly ITimer _givingBack;
    private long _rentsBefore;

    private InferenceRuntime(InferenceOptions options)
    {
        using var threads = new OrtThreadingOptions
        {
            GlobalIntraOpNumThreads = options.IntraOpThreads == 0 ? Environment.ProcessorCount : options.IntraOpThreads,
            GlobalInterOpNumThreads = options.InterOpThreads,
            GlobalSpinControl = options.AllowSpinning,
        };
        threads.SetGlobalDenormalAsZero();
        var creation = new EnvironmentCreationOptions
        {
            logId = "router",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = threads,
        };
        _environment = OrtEnv.CreateInstanceWithOptions(ref creation);
        (Options, Buffers) = (options, new NativeBufferPool(options.MaxPooledBytes));
        _givingBack = TimeProvider.System.CreateTimer(static runtime => ((InferenceRuntime)runtime!).GiveBack(), this, GivesBackEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The options it was started with.</summary>
    public InferenceOptions Options { get; }

    /// <summary>The version of ONNX Runtime.</summary>
    public string Version => _environment.GetVersionString();

    /// <summary>Bytes of tensor memory kept for reuse.</summary>
    public long IdleBytes => Buffers.IdleBytes;

    /// <summary>Blocks of tensor memory in use.</summary>
    public long RentedBuffers => Buffers.Rented;

    internal NativeBufferPool Buffers { get; }

    /// <summary>Starts ONNX Runtime, or returns the running one.</summary>
    /// <exception cref="DeviceUnavailableException">The directory of the CUDA libraries has none.</exception>
    /// <exception cref="InvalidOperationException">It runs already with other options.</exception>
    public static InferenceRuntime Start(InferenceOptions options)
    {
        lock (Starting)
        {
            if (_running is null)
            {
                if (options.CudaLibraries is { } directory) UseLibrariesOf(directory);
                return _running = new InferenceRuntime(options);
            }
            return _running.Options == options
                ? _running
                : throw new InvalidOperationException($"ONNX Runtime runs with {_running.Options} and cannot be started with {options}.");
        }
    }

    /// <summary>Checks that models can run on a device.</summary>
    /// <exception cref="DeviceUnavailableException">They cannot; the message says what to do.</exception>
    public void Require(Device device)
    {
        using var options = SessionOptions(device);
    }

    /// <summary>Builds a session from a model.</summary>
    /// <param name="file">Named in errors.</param>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="device">Where it runs.</param>
    internal InferenceSession Load(string file, byte[] model, Device device)
    {
        GraphRules.Check(file, model);
        using var options = SessionOptions(device);
        try
        {
            return new InferenceSession(device.IsCuda ? model : SkipLayerNorms.TakeApart(model), options);
        }
        catch (FormatException broken)
        {
            throw GraphRules.NoModel(file, broken);
        }
        catch (OnnxRuntimeException broken)
        {
            throw PackageError.InFile(file, $"ONNX Runtime does not load it ({broken.Message})", broken);
        }
    }

    /// <summary>Costs nothing while no model runs, and else some page faults in ten seconds.</summary>
    private void GiveBack()
    {
        var rents = Buffers.Rents;
        if (Buffers.FreeUnused() || rents != _rentsBefore) NativeHeap.GiveBack();
        _rentsBefore = rents;
        _givingBack.Change(GivesBackEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How a session is made for a device.</summary>
    internal SessionOptions SessionOptions(Device device)
    {
        var options = new SessionOptions { GraphOptimizationLevel = Level(Options.Optimization), ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        try
        {
            options.DisablePerSessionThreads();
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            // An arena keeps what the largest run took as long as its session lives, and each head has a session.
            options.EnableCpuMemArena = false;
            if (device.IsCuda) AddCuda(options, device);
            else options.AddSessionConfigEntry(DisabledOptimizers, SkipLayerNorms.Fusion);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private void AddCuda(SessionOptions options, Device device)
    {
        if (!_environment.GetAvailableProviders().Contains(CudaProvider))
            throw new DeviceUnavailableException($"device {device}: this build of ONNX Runtime has no CUDA provider; {CudaAdvice}");
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = $"{device.CudaIndex}" });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new DeviceUnavailableException(
                $"device {device}: the CUDA provider does not start; it needs the NVIDIA driver, CUDA 13 with cuBLAS, cuFFT and cuRAND, "
                + $"and cuDNN 9, all where the loader finds them (LD_LIBRARY_PATH), and a device of that number; or set router.backbone-defaults.devices = [cpu]. "
                + $"ONNX Runtime says: {failed.Message}",
                failed);
        }
    }

    private static GraphOptimizationLevel Level(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    /// <summary>Makes the loader take the library of a directory; it finds the provider's libraries beside itself.</summary>
    internal static void UseLibrariesOf(string directory)
    {
        var library = Path.GetFullPath(Path.Combine(directory, "libonnxruntime.so"));
        if (!File.Exists(library)) throw new DeviceUnavailableException($"there is no {library} with the CUDA provider; {CudaAdvice}");
        NativeLibrary.SetDllImportResolver(
            typeof(OrtEnv).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == "onnxruntime" ? NativeLibrary.Load(library) : 0);
    }
}
