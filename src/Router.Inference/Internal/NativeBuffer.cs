using System.Runtime.InteropServices;

namespace Router.Inference.Internal;

/// <summary>A block of native memory, aligned for vector instructions; freed when it is disposed of or collected.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    public const int Alignment = 64;
    private void* _pointer;

    public NativeBuffer(long bytes)
    {
        _pointer = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        Length = bytes;
        GC.AddMemoryPressure(bytes);
    }

    ~NativeBuffer() => Free();

    public long Length { get; }

    public nint Pointer => (nint)_pointer;

    /// <summary>The bytes that a block of <paramref name="bytes"/> takes so that the next one is aligned again.</summary>
    public static long Aligned(long bytes) => (bytes + Alignment - 1) & ~(long)(Alignment - 1);

    /// <param name="offset">In bytes, from the start.</param>
    /// <param name="count">Elements.</param>
    public Span<T> Span<T>(long offset, int count)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_pointer is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + ((long)count * sizeof(T)), Length);
        return new Span<T>((byte*)_pointer + offset, count);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer is null) return;
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.RemoveMemoryPressure(Length);
    }
}
