using Router.Host;

namespace Router.Tools.Bench;

/// <summary>
/// Filler words that people say before they say what they want. The router answers a text of the last minute from its layer-state cache; so
/// that its models are measured and not its cache, three of them in front make nearly every text a new one: there are 13,824 such
/// prefixes in each language. The same seed gives the same words. Any number of threads may draw.
/// </summary>
/// <param name="seed">Of the random numbers.</param>
internal sealed class Fillers(int seed)
{
    private const int Words = 3;

    private static readonly string[] English =
    [
        "um", "uh", "okay", "well", "so", "hey", "please", "right", "now", "yeah", "hi", "hello", "er", "oh", "ah", "look", "sorry", "actually",
        "quickly", "just", "listen", "alright", "hmm", "maybe",
    ];

    private static readonly string[] Chinese =
    [
        "嗯", "呃", "啊", "好", "请", "那个", "这个", "喂", "哎", "对", "麻烦", "拜托", "就是", "那么", "好吧", "你好", "哦", "唉", "嘿", "快", "来", "先", "其实", "我说",
    ];

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Words to say before a text, in its language and with a space where that has one.</summary>
    public string Before(string text)
    {
        var chinese = text.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF');
        var chosen = new string[Words];
        lock (_lock)
        {
            for (var i = 0; i < Words; i++) chosen[i] = (chinese ? Chinese : English)[_random.Next(English.Length)];
        }
        return chinese ? string.Concat(chosen) : string.Join(' ', chosen) + " ";
    }
}
