namespace Router.Contracts;

/// <summary>The one place that words what is wrong with a package: file, field or line, what was found, what is allowed.</summary>
public static class PackageError
{
    public static ModelPackageException At(string file, string where, string found, string allowed, Exception? cause = null) =>
        new($"{file}: {where}: found {found}; allowed: {allowed}", cause);

    public static ModelPackageException AtLine(string file, int line, string found, string allowed) =>
        At(file, $"line {line}", found, allowed);

    public static ModelPackageException InFile(string file, string problem, Exception? cause = null) =>
        new($"{file}: {problem}", cause);

    /// <summary>A value as it may stand in a message: quoted, printable, at most 60 characters.</summary>
    public static string Quote(ReadOnlySpan<char> value)
    {
        Span<char> shown = stackalloc char[Math.Min(value.Length, 60)];
        for (var i = 0; i < shown.Length; i++) shown[i] = char.IsControl(value[i]) ? '?' : value[i];
        return value.Length > shown.Length ? $"\"{shown}…\"" : $"\"{shown}\"";
    }
}
