namespace Router.Tools.Cli;

/// <summary>
/// Files that results go to. They are opened before the work begins, so that a wrong path shows at once, and keep what is in them until there is something to write.
/// </summary>
internal static class OutputFile
{
    /// <summary>Opens a file, or makes it; what is in it stays until <see cref="Clear"/>.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static FileStream Open(string option, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 4096, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }

    /// <summary>Empties a file; pipes and devices are left alone.</summary>
    public static void Clear(Stream output)
    {
        if (output is FileStream { CanSeek: true } file) file.SetLength(0);
    }

    /// <summary>Whether two paths lead to one file.</summary>
    public static bool IsSame(string path, string other) => string.Equals(Whole(path), Whole(other), StringComparison.Ordinal);

    private static string Whole(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
}
