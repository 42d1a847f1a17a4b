namespace Router.Host.Bench;

/// <summary>
/// The texts that a bench sends, in a random order. The router answers a text of the last minute from its layer-state cache; so that its
/// models are measured and not its cache, three filler words in front make nearly every text a new one. The same seed gives the same texts.
/// Not for several threads at once, except <see cref="Next"/>.
/// </summary>
internal sealed class TextSource
{
    private static readonly string[] EnglishFillers =
    [
        "um", "uh", "okay", "well", "so", "hey", "please", "right", "now", "yeah", "hi", "hello", "er", "oh", "ah", "look", "sorry", "actually",
        "quickly", "just", "listen", "alright", "hmm", "maybe",
    ];

    private static readonly string[] ChineseFillers =
    [
        "嗯", "呃", "啊", "好", "请", "那个", "这个", "喂", "哎", "对", "麻烦", "拜托", "就是", "那么", "好吧", "你好", "哦", "唉", "嘿", "快", "来", "先", "其实", "我说",
    ];

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _texts;
    private readonly bool _vary;
    private readonly Random _random;

    /// <param name="texts">At least one.</param>
    /// <param name="vary">Whether filler words are added.</param>
    /// <param name="seed">Of the random numbers.</param>
    public TextSource(IReadOnlyList<string> texts, bool vary, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count);
        (_texts, _vary, _random) = (texts, vary, new Random(seed));
    }

    /// <summary>A text to send.</summary>
    public string Next()
    {
        lock (_lock)
        {
            var text = _texts[_random.Next(_texts.Count)];
            return _vary ? FillersFor(text) + text : text;
        }
    }

    /// <summary>Reads a file of texts: one a line; blank lines and lines that start with # are skipped.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        return [.. lines.Where(line => !string.IsNullOrWhiteSpace(line) && !line.StartsWith('#'))];
    }

    /// <summary>Filler words to say before a text, with a space where its language has one.</summary>
    public string FillersFor(string text)
    {
        var chinese = text.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF');
        var words = chinese ? ChineseFillers : EnglishFillers;
        lock (_lock)
        {
            var chosen = Enumerable.Range(0, 3).Select(_ => words[_random.Next(words.Length)]);
            return chinese ? string.Concat(chosen) : string.Join(' ', chosen) + " ";
        }
    }
}
