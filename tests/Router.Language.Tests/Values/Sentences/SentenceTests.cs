using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Sentences;

/// <summary>
/// Sentences and what people mean by them, a file for each kind. A line is <c>sentence = meaning; meaning</c>, a meaning for each expression in it: a value,
/// <c>~</c> and what it is near to, a bound, a range with <c>..</c> within, or <c>-</c> for an expression without a value. Lines that begin with <c>@</c> tell when the
/// sentences behind them are said. Times are those of a clock in Berlin.
/// </summary>
public sealed partial class SentenceTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly LocalDateTimePattern Said = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    /// <summary>The kinds of sentences.</summary>
    public static TheoryData<string> Kinds => [.. Names.Select(name => name[..^".txt".Length])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sentence_says_what_people_mean_by_it(string kind)
    {
        var wrong = Cases(kind).Where(one => Read(one.Text, one.Said) != one.Meaning)
            .Select(one => $"{one.Said}: {one.Text}: \"{Read(one.Text, one.Said)}\", not \"{one.Meaning}\"").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Capitals_full_width_and_a_full_stop_change_nothing(string kind)
    {
        var wrong = Cases(kind).SelectMany(one => new[] { one.Text.ToUpperInvariant(), Wide(one.Text), $"{one.Text}." }, (one, written) => (one, written))
            .Where(pair => Read(pair.written, pair.one.Said) != pair.one.Meaning)
            .Select(pair => $"{pair.written}: \"{Read(pair.written, pair.one.Said)}\", not \"{pair.one.Meaning}\"").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<string> Names =>
        typeof(SentenceTests).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Text, LocalDateTime Said, string Meaning)> Cases(string kind)
    {
        using var stream = typeof(SentenceTests).Assembly.GetManifestResourceStream($"{kind}.txt")!;
        using var lines = new StreamReader(stream);
        LocalDateTime said = default;
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('@')) said = Said.Parse(line[1..]).Value;
            else if (line.Length > 0 && !line.StartsWith('#') && line.LastIndexOf(" =", StringComparison.Ordinal) is var at) yield return (line[..at], said, line[(at + 2)..].Trim());
        }
    }

    private static string Read(string text, LocalDateTime said) =>
        string.Join("; ", ValueReader.Read(text, new(said.InZoneLeniently(Berlin).ToInstant(), Berlin)).Select(expression => Offset().Replace(Show(expression), "T${minute}${second}")));

    private static string Show(Expression expression) => expression switch
    {
        { Recurrence: { } rule } => rule,
        { Bound: not Bound.None } bound => $"{bound.Bound}".ToLowerInvariant() + $" {bound.Limit}",
        { Value: { } value } => expression.Unit is { Length: > 0 } unit ? $"{value} {unit}" : value,
        { Near: { } near } => $"~{near}",
        { From: { } from } => $"{from}..{expression.Last ?? expression.To}",
        _ => "-",
    };

    /// <summary>Digits and letters as East Asian keyboards write them.</summary>
    private static string Wide(string text) => string.Concat(text.Select(unit => char.IsAsciiLetterOrDigit(unit) || unit == ':' ? (char)(unit + 0xFEE0) : unit));

    [GeneratedRegex(@"T(?<minute>\d\d:\d\d)(:00|(?<second>:\d\d))[+-]\d\d:\d\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offset();
}
