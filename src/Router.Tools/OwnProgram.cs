using System.Diagnostics;

namespace Router.Tools;

/// <summary>This program, to be run once more in a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>What to start.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        // A program that runs as "dotnet router.dll" names the runtime here.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        return new ProcessStartInfo(program, [.. library, .. arguments]) { UseShellExecute = false };
    }
}
