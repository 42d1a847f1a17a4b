using System.Text.RegularExpressions;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Chinese;

public sealed partial class RobustnessTests
{
    private const int Seed = 7;

    /// <summary>The words of all rule files, digits and marks.</summary>
    private static readonly string[] Pieces =
    [
        .. typeof(ValueReader).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".rules", StringComparison.Ordinal)).SelectMany(Words).Distinct(StringComparer.Ordinal),
        .. "一二三四五六七八九十百千万亿零两半点分".Select(character => character.ToString()), "7", "05", "30", "2026", "2.5", "1,000", "第", "到", "-", "~", "/", ":", ".", "，", "%", " ",
    ];

    [Fact]
    public void Any_sequence_of_words_that_rules_know_is_read_without_an_error_and_in_order()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(4) == 0 ? " " : "")));
            var end = 0;
            foreach (var expression in Readings.Read(text))
            {
                Assert.True(expression.Start >= end && expression.End > expression.Start && expression.End <= text.Length, text);
                end = expression.End;
            }
        }
    }

    [Theory]
    [InlineData("三点到四点")]
    [InlineData("一百万零五")]
    [InlineData("七")]
    [InlineData("每周一三五")]
    [InlineData("大于五小于")]
    [InlineData("从明天早上")]
    [InlineData("三分之")]
    [InlineData("１２３")]
    [InlineData("\ud842")]
    public void A_text_that_repeats_to_the_longest_is_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, ValueReader.LongestText / piece.Length + 10));
        Assert.All(Readings.Read(text), expression => Assert.InRange(expression.End, 1, ValueReader.LongestText));
    }

    private static IEnumerable<string> Words(string name)
    {
        using var text = new StreamReader(typeof(ValueReader).Assembly.GetManifestResourceStream(name)!);
        foreach (var line in text.ReadToEnd().Split('\n'))
        {
            if (line.StartsWith('#')) continue;
            var patterns = line.Contains(" = ", StringComparison.Ordinal) ? line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..] : line;
            foreach (Match match in Piece().Matches(patterns)) yield return match.Value;
        }
    }

    [GeneratedRegex(@"(?<![<\w-])[\p{L}']+(?![\w-]*>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece();
}
