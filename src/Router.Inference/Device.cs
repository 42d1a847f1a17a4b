using System.Globalization;

namespace Router.Inference;

/// <summary>Where a model runs: the processor, or a CUDA device by its number. The default value is the processor.</summary>
public readonly record struct Device
{
    /// <summary>What <see cref="Parse"/> takes.</summary>
    public const string Allowed = "cpu, or cuda:N with N from 0 to 127";

    private const int LargestIndex = 127;
    private const string CudaPrefix = "cuda:";
    private readonly int _cudaNumber;

    private Device(int cudaIndex) => _cudaNumber = cudaIndex + 1;

    /// <summary>The processor.</summary>
    public static Device Cpu => default;

    /// <summary>True for a CUDA device.</summary>
    public bool IsCuda => _cudaNumber > 0;

    /// <summary>The number of the CUDA device; −1 for the processor.</summary>
    public int CudaIndex => _cudaNumber - 1;

    /// <summary>A CUDA device.</summary>
    /// <param name="index">0 to 127.</param>
    public static Device Cuda(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, LargestIndex);
        return new Device(index);
    }

    /// <summary>Reads <c>cpu</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="ConfigurationError">Anything else; the message names what was found and what is allowed.</exception>
    public static Device Parse(string text) =>
        TryParse(text, out var device) ? device : throw new ConfigurationError($"device: found \"{text}\"; allowed: {Allowed}");

    /// <summary>Reads <c>cpu</c> or <c>cuda:N</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out Device device)
    {
        device = default;
        if (text == "cpu") return true;
        if (text is null || !text.StartsWith(CudaPrefix, StringComparison.Ordinal)) return false;
        if (!int.TryParse(text.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;
        if (index > LargestIndex) return false;
        device = new Device(index);
        return true;
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => IsCuda ? $"{CudaPrefix}{CudaIndex}" : "cpu";
}
