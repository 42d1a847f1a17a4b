using System.Globalization;
using Router.Language.Tests.Values.Chinese;
using Router.Language.Tests.Values.Composed;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

public sealed class ComposedEnglishTests
{
    private const int Sentences = 2500;
    private const int Seed = 20261128;

    private static readonly ReadingContext Context = SpeakerTimes.Saturday.Context;

    /// <summary>Numbers in words or in digits; capitals; full-width digits; a comma and a full stop, or none.</summary>
    private static readonly Func<string, string>[] Writings =
    [
        text => text, text => text.ToUpperInvariant(), text => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text), text => $"  {text}.", text => $"{text}!", Wide, text => text.Replace(" ", "  ", StringComparison.Ordinal),
    ];

    [Fact]
    public void A_composed_sentence_means_what_it_was_composed_from_in_every_writing()
    {
        var composer = new EnglishComposer(new Random(Seed), new SpeakerClock(Context));
        var wrong = new List<string>();
        for (var i = 0; i < Sentences; i++)
        {
            var (words, digits) = composer.Next();
            foreach (var sentence in new[] { words, digits })
            {
                if (ValueReader.Read(sentence.Text, Context) is not [var whole] || whole.End != sentence.Meaning.End) wrong.Add($"\"{sentence.Text}\" ends elsewhere");
                foreach (var writing in Writings)
                {
                    var text = writing(sentence.Text);
                    var (read, composed) = (Show(text), Readings.Show(sentence.Meaning));
                    if (read != composed) wrong.Add($"\"{text}\": {read}, not {composed}");
                }
            }
        }
        Assert.True(wrong.Count == 0, $"seed {Seed}: {wrong.Count} wrong, the first\n{string.Join('\n', wrong.Take(30))}");
    }

    [Fact]
    public void Every_number_is_read_back_from_its_words()
    {
        for (var number = 1; number < 100_000; number += number < 2000 ? 1 : 37) Assert.Equal($"{number}", Assert.Single(ValueReader.Read(Words(number), Context)).Value);
    }

    private static string Show(string text) => string.Join("; ", ValueReader.Read(text, Context).Select(Readings.Show));

    private static string Wide(string text) => string.Concat(text.Select(character => char.IsAsciiDigit(character) ? (char)(character + 0xFEE0) : character));

    private static string Words(int number)
    {
        if (number >= 1000) return $"{Words(number / 1000)} thousand{(number % 1000 == 0 ? "" : $" {(number % 1000 < 100 ? "and " : "")}{Words(number % 1000)}")}";
        if (number >= 100) return $"{Words(number / 100)} hundred{(number % 100 == 0 ? "" : $" and {Words(number % 100)}")}";
        return EnglishComposer.Word(number);
    }
}
