namespace Router.Inference.Internal;

/// <summary>Reads files of a package within bounds, and keeps every path inside the package's directory.</summary>
internal static class PackageFiles
{
    /// <summary>The manifest may have 1 MiB.</summary>
    public const long LargestManifest = 1 << 20;

    /// <summary>A model may have 1 GiB.</summary>
    public const long LargestModel = 1 << 30;

    /// <summary>Any other file may have 64 MiB.</summary>
    public const long LargestFile = 1 << 26;

    /// <exception cref="ModelPackageException">The file is missing, unreadable, empty or too large.</exception>
    public static byte[] Read(string path, long largest = LargestFile)
    {
        try
        {
            var length = FileSize.Of(path);
            if (length == 0) throw PackageError.InFile(path, "the file is empty");
            if (length > largest) throw PackageError.InFile(path, $"{length} bytes; allowed: at most {largest}");
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw PackageError.InFile(path, "there is no such file", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw PackageError.InFile(path, $"the file cannot be read ({unreadable.Message})", unreadable);
        }
    }

    /// <summary>The full path of a file that a manifest names.</summary>
    /// <exception cref="ModelPackageException">The path leaves the directory, by its text or through a symbolic link, or leads nowhere.</exception>
    public static string Resolve(string directory, string manifest, string field, string path)
    {
        const string allowed = "a relative path with forward slashes that stays inside the package";
        var parts = path.Split('/');
        if (path.Contains('\\', StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal)
            || Array.Exists(parts, part => part is "" or "." or ".."))
            throw PackageError.At(manifest, field, PackageError.Quote(path), allowed);
        var full = Path.Combine([directory, .. parts]);
        try
        {
            var root = FollowLinks(Path.GetFullPath(directory));
            var real = FollowLinks(full);
            if (!real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw PackageError.At(manifest, field, $"{PackageError.Quote(path)}, a link to {real}", allowed);
            return full;
        }
        catch (Exception astray) when (astray is IOException or UnauthorizedAccessException)
        {
            throw PackageError.At(manifest, field, $"{PackageError.Quote(path)}, which cannot be followed ({astray.Message})", allowed, astray);
        }
    }

    /// <summary>The path with every symbolic link in it replaced by what it points at.</summary>
    private static string FollowLinks(string path)
    {
        var real = Path.GetPathRoot(path) ?? "/";
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            var target = new FileInfo(next).LinkTarget is null ? null : File.ResolveLinkTarget(next, returnFinalTarget: true);
            real = target is null ? next : FollowLinks(target.FullName);
        }
        return real;
    }
}
