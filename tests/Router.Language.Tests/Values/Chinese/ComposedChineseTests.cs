using System.Globalization;
using Router.Language.Tests.Values.Composed;
using Router.Language.Values;

namespace Router.Language.Tests.Values.Chinese;

public sealed class ComposedChineseTests
{
    private const int Sentences = 2500;
    private const int Seed = 20261125;

    /// <summary>What does not depend on the writing: characters or digits, half or full width, simplified or traditional, with or without marks.</summary>
    [Fact]
    public void A_composed_sentence_means_what_it_was_composed_from_in_every_writing()
    {
        var composer = new ChineseComposer(new Random(Seed), new SpeakerClock(Readings.Context));
        var wrong = new List<string>();
        for (var i = 0; i < Sentences; i++)
        {
            var compose = composer.Next();
            foreach (var writing in Writing.All)
            {
                var sentence = compose(writing);
                var (read, composed) = (Readings.Show(sentence.Text), Readings.Show(sentence.Meaning));
                if (read != composed) wrong.Add($"{writing.Name}: {sentence.Text}: \"{read}\", not \"{composed}\"");
                else if (Readings.Read(sentence.Text)[0].End != sentence.Meaning.End) wrong.Add($"{writing.Name}: {sentence.Text}: it ends elsewhere");
            }
        }
        Assert.True(wrong.Count == 0, $"seed {Seed}: {wrong.Count} wrong, the first\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public void Every_number_is_read_back_from_its_characters()
    {
        var random = new Random(Seed);
        var numbers = Enumerable.Range(10, 20_000).Select(number => (long)number).Concat(Enumerable.Range(0, 3000).Select(_ => random.NextInt64(20_000, 900_000_000_000)));
        var wrong = numbers.Where(number => Readings.Show(Writing.Characters(number)) != $"Number {number.ToString(CultureInfo.InvariantCulture)}").ToList();
        Assert.True(wrong.Count == 0, string.Join(", ", wrong.Take(20).Select(number => $"{number} {Writing.Characters(number)}: {Readings.Show(Writing.Characters(number))}")));
    }
}
