using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Router.ValueCases;

/// <summary>A library of Node.js, run by <c>libraries/read.js</c> in a process of its own.</summary>
/// <param name="name">The script's name for it.</param>
/// <param name="claims">Whether it says that it reads such a case's expressions of a kind.</param>
internal sealed class LibraryReader(string name, Func<ValueCase, string, bool> claims) : IReader
{
    /// <summary>Where the script and its packages are.</summary>
    public static string Folder { get; } = typeof(LibraryReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => string.Equals(attribute.Key, "Libraries", StringComparison.Ordinal)).Value!;

    public string Name => name;

    public bool Claims(ValueCase @case, string kind) => claims(@case, kind);

    public IReadOnlyList<Answer?> Read(string file, IReadOnlyList<ValueCase> cases)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            throw new InvalidDataException($"The libraries are not installed. Install them with: npm ci --ignore-scripts --prefix {Folder}");
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "read.js"), name, Path.GetFullPath(file)]) { UseShellExecute = false, RedirectStandardOutput = true };
        // The cases' times have no zone.
        start.Environment["TZ"] = "UTC";
        using var process = Start(start);
        var answers = cases.Select(one => Parse(process.StandardOutput.ReadLine() ?? throw new InvalidDataException($"{name} ended at: {one.Text}"), one.Now)).ToList();
        process.WaitForExit();
        return answers;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new InvalidDataException($"node does not run: {error.Message}. Install Node.js 18 or newer.", error);
        }
    }

    private static Answer? Parse(string line, DateTime now)
    {
        var json = JsonDocument.Parse(line).RootElement;
        if (json.ValueKind == JsonValueKind.Null) return null;
        return new([.. json.GetProperty("results").EnumerateArray().Select(result => Finding(result, now))], json.GetProperty("microseconds").GetDouble());
    }

    private static Finding Finding(JsonElement result, DateTime now)
    {
        try
        {
            var read = Expected.Parse(result, now);
            return new(read.Start, read.End, read.Right);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            // It was found, but its value is none that a case can have.
            return new(result.GetProperty("start").GetInt32(), result.GetProperty("end").GetInt32(), []);
        }
    }
}
