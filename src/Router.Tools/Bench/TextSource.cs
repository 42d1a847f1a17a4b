using Router.Host;

namespace Router.Tools.Bench;

/// <summary>The texts that a bench sends, in a random order. The same seed gives the same texts. Any number of threads may take one.</summary>
internal sealed class TextSource
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _texts;
    private readonly Random _random;
    private readonly Fillers? _fillers;

    /// <param name="texts">At least one.</param>
    /// <param name="vary">Whether filler words make each a new one.</param>
    /// <param name="seed">Of the random numbers.</param>
    public TextSource(IReadOnlyList<string> texts, bool vary, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count);
        (_texts, _random, _fillers) = (texts, new Random(seed), vary ? new Fillers(seed) : null);
    }

    /// <summary>A text to send.</summary>
    public string Next()
    {
        string text;
        lock (_lock) text = _texts[_random.Next(_texts.Count)];
        return _fillers is null ? text : _fillers.Before(text) + text;
    }

    /// <summary>Reads a file of texts: one a line; blank lines and lines that start with # are skipped.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        return [.. lines.Where(line => !string.IsNullOrWhiteSpace(line) && !line.StartsWith('#'))];
    }
}
