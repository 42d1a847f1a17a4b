using NodaTime;
using Router.Language.Tests.Values.Composed;
using Router.Language.Values;

namespace Router.ValueCases;

/// <summary>Sentences composed from parts with known meaning, as a file of value cases: the tests' own composers write them.</summary>
internal static class ComposedCases
{
    /// <summary>A Saturday.</summary>
    private static readonly LocalDateTime EnglishNow = new(2026, 11, 21, 10, 20, 30);

    /// <summary>A Wednesday.</summary>
    private static readonly LocalDateTime ChineseNow = new(2026, 11, 25, 10, 17);

    /// <summary>Traditional characters are left out: not every library claims them.</summary>
    private static readonly Writing[] Writings = [.. Writing.All.Where(writing => !writing.IsTraditional)];

    /// <summary>Writes so many English and as many Chinese sentences, one case a line; the same seed gives the same file.</summary>
    public static void Write(TextWriter output, int count, int seed)
    {
        var english = new EnglishComposer(new Random(seed), Clock(EnglishNow));
        for (var i = 0; i < count; i++)
        {
            var (words, digits) = english.Next();
            output.WriteLine(i % 2 == 0 ? CaseLine.Of("English", ValueCase.InWords, EnglishNow, words) : CaseLine.Of("English", "digits", EnglishNow, digits));
        }
        var chinese = new ChineseComposer(new Random(seed), Clock(ChineseNow));
        for (var i = 0; i < count; i++)
        {
            var writing = Writings[i % Writings.Length];
            output.WriteLine(CaseLine.Of("Chinese", writing.Name, ChineseNow, chinese.Next()(writing)));
        }
    }

    private static SpeakerClock Clock(LocalDateTime now) => new(new ReadingContext(now.InUtc().ToInstant(), DateTimeZone.Utc));
}
