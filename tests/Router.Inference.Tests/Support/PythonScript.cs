using System.Diagnostics;
using System.Text;

namespace Router.Inference.Tests.Support;

/// <summary>A script of the <c>Python</c> folder, run in Debian's Python on texts: one JSON string a line in, one line out for each.</summary>
internal static class PythonScript
{
    private const string Python = "/usr/bin/python3";
    private const string Torch = "/usr/lib/python3/dist-packages/torch";

    public static bool Exists => File.Exists(Python) && File.Exists(Path.Combine(ShippedModels.Repository(), "training", "tokenizer.py"));

    public static bool TrainerExists => Exists && Directory.Exists(Torch);

    /// <summary>Runs a script; the repository is its first argument.</summary>
    public static async Task<List<string>> RunAsync(string name, IEnumerable<string> arguments, IReadOnlyList<string> texts)
    {
        var script = Path.Combine(ShippedModels.Repository(), "tests", "Router.Inference.Tests", "Python", name);
        var start = new ProcessStartInfo(Python, ["-B", script, ShippedModels.Repository(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = ReadLinesAsync(process.StandardOutput);
        foreach (var text in texts) await process.StandardInput.WriteLineAsync(Escape(text));
        process.StandardInput.Close();
        var answers = await lines;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal(texts.Count, answers.Count);
        return answers;
    }

    // Every character but printable ASCII as \uXXXX: JSON text that carries lone surrogates.
    private static string Escape(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in text) json.Append(unit is >= ' ' and <= '~' and not ('"' or '\\') ? $"{unit}" : $"\\u{(int)unit:x4}");
        return json.Append('"').ToString();
    }

    private static async Task<List<string>> ReadLinesAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line) lines.Add(line);
        return lines;
    }
}

/// <summary>A test that compares with the trainer's tokenizer; skipped where that or Debian's Python is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = PythonScript.Exists ? null : "/usr/bin/python3 or training/tokenizer.py is missing";
}

/// <summary>A test that compares with the trainer; skipped where Debian's Python or its PyTorch is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TrainerFactAttribute : FactAttribute
{
    public TrainerFactAttribute() => Skip = PythonScript.TrainerExists ? null : "/usr/bin/python3, its PyTorch or training/ is missing";
}
