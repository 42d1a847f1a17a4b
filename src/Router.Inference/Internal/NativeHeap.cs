using System.Runtime.InteropServices;

namespace Router.Inference.Internal;

/// <summary>The heap of the C library, which keeps for itself what is freed.</summary>
internal static partial class NativeHeap
{
    private static bool _cannot = !OperatingSystem.IsLinux();

    /// <summary>Gives pages in which nothing is back to the system. Does nothing where the C library is not glibc.</summary>
    public static void GiveBack()
    {
        if (_cannot) return;
        try
        {
            _ = Trim(0);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            _cannot = true;
        }
    }

    /// <param name="left">Bytes that may stay free at the heap's end.</param>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint left);
}
