using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Router.Inference.Tests.Support;

/// <summary>The trainer's tokenizer, run in Debian's Python.</summary>
internal static class PythonTokenizer
{
    private const string Python = "/usr/bin/python3";

    public static bool Exists => File.Exists(Python) && File.Exists(Path.Combine(ShippedModels.Repository(), "training", "tokenizer.py"));

    /// <summary>Tokenises texts with the <c>vocab.txt</c> and <c>characters.txt</c> of a directory.</summary>
    public static async Task<List<TokenizedText>> TokenizeAsync(string directory, int maxTokens, IReadOnlyList<string> texts)
    {
        var script = Path.Combine(ShippedModels.Repository(), "tests", "Router.Inference.Tests", "Python", "tokenize_texts.py");
        var start = new ProcessStartInfo(Python, ["-B", script, ShippedModels.Repository(), directory, $"{maxTokens}"])
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
        return [.. answers.Select((line, i) => Parse(texts[i], line))];
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

    private static TokenizedText Parse(string text, string line)
    {
        using var answer = JsonDocument.Parse(line);
        var (ids, starts, ends, words) = (answer.RootElement[0], answer.RootElement[1], answer.RootElement[2], answer.RootElement[3]);
        var tokens = new Token[ids.GetArrayLength()];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = new Token(ids[i].GetInt32(), starts[i].GetInt32(), ends[i].GetInt32(), words[i].GetBoolean());
        return new TokenizedText(text, tokens, answer.RootElement[4].GetBoolean());
    }
}

/// <summary>A test that compares with the trainer; skipped where its tokenizer or Debian's Python is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = PythonTokenizer.Exists ? null : "/usr/bin/python3 or training/tokenizer.py is missing";
}
