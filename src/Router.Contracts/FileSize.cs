namespace Router.Contracts;

/// <summary>The size of a file before it is opened.</summary>
public static class FileSize
{
    /// <summary>Bytes of what a path leads to, through links too (a link's own length is that of its text); 0 for a pipe or a device.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">Links lead round in a circle.</exception>
    public static long Of(string path) => new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length;
}
