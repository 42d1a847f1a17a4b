using System.Text.Json;

namespace Router.Inference.Tests.Support;

/// <summary>The trainer's tokenizer, run in Debian's Python.</summary>
internal static class PythonTokenizer
{
    /// <summary>Tokenises texts with the <c>vocab.txt</c> and <c>characters.txt</c> of a directory.</summary>
    public static async Task<List<TokenizedText>> TokenizeAsync(string directory, int maxTokens, IReadOnlyList<string> texts)
    {
        var answers = await PythonScript.RunAsync("tokenize_texts.py", [directory, $"{maxTokens}"], texts);
        return [.. answers.Select((line, i) => Parse(texts[i], line))];
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
