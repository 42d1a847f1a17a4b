using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class SlotTransitionsTests
{
    private const int Seed = 20261121;
    private static readonly string[] Names = ["O", "B-time", "I-time", "B-place", "I-place", "B-on"];
    private static readonly SlotLabels Labels = SlotLabels.TryCreate(Names, out _)!;
    private static readonly int Count = Names.Length;

    [Fact]
    public void A_learned_transition_outweighs_a_slightly_better_label()
    {
        var after = new double[Count * Count];
        after[(1 * Count) + 2] = 2;
        float[] logits = [0, 3, 0, 0, 0, 0, 1, 0, 0.5f, 0, 0, 0];
        Assert.Equal([1, 0], PathOf(logits, null));
        Assert.Equal([1, 2], PathOf(logits, SlotTransitions.Create(Labels, new double[Count], after)));
    }

    [Fact]
    public void Transitions_of_zero_change_nothing()
    {
        var random = new Random(Seed);
        var nothing = SlotTransitions.Create(Labels, new double[Count], new double[Count * Count]);
        for (var i = 0; i < 100; i++)
        {
            var logits = Logits(random, 1 + random.Next(8));
            Assert.Equal(PathOf(logits, null), PathOf(logits, nothing));
        }
    }

    [Fact]
    public void The_score_of_a_slot_is_that_of_its_labels_by_themselves()
    {
        var (text, logits) = (Words(2), new float[4 * Count]);
        (logits[Count + 1], logits[(2 * Count) + 2]) = (2, 1);
        var free = Assert.Single(new SlotDecoder(Labels).Decode(text, logits).Slots);
        var after = new double[Count * Count];
        after[(1 * Count) + 2] = 3;
        var scored = Assert.Single(new SlotDecoder(Labels, SlotTransitions.Create(Labels, new double[Count], after)).Decode(text, logits).Slots);
        Assert.Equal(free.Score, scored.Score, 1e-12);
    }

    [Fact]
    public void The_path_is_legal_and_scores_as_the_best_of_all_legal_ones()
    {
        var values = Gen.Choose(-40, 40).Select(value => value / 8.0);
        var cases = from words in Gen.Choose(1, 4)
                    from logits in values.ListOf(words * Count)
                    from start in values.ListOf(Count)
                    from after in values.ListOf(Count * Count)
                    select (Logits: logits.Select(value => (float)value).ToArray(), Start: start.ToArray(), After: after.ToArray());
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100),
            Prop.ForAll(cases.ToArbitrary(), one => IsBestLegal(one.Logits, SlotTransitions.Create(Labels, one.Start, one.After))));
    }

    [Fact]
    public void A_text_without_slots_costs_no_memory()
    {
        var (text, logits) = (Words(3), new float[5 * Count]);
        for (var token = 0; token < 5; token++) logits[token * Count] = 9;
        var decoder = new SlotDecoder(Labels, SlotTransitions.Create(Labels, new double[Count], new double[Count * Count]));
        decoder.Decode(text, logits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Decode(text, logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Forbidden_transitions_score_minus_infinity_whatever_is_given()
    {
        var learned = SlotTransitions.Create(Labels, Scored(Count, double.NaN), Scored(Count * Count, double.NaN));
        Assert.Equal(double.NegativeInfinity, learned.Start(2));
        Assert.Equal(double.NegativeInfinity, learned.Into(2)[3]);
        Assert.Equal(1, learned.Into(2)[1]);

        static double[] Scored(int length, double forbidden)
        {
            var scores = new double[length];
            for (var i = 0; i < length; i++) scores[i] = Labels.MayFollow(length == Count ? -1 : i / Count, i % Count) ? 1 : forbidden;
            return scores;
        }
    }

    [Fact]
    public void Scores_of_another_shape_or_that_are_no_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SlotTransitions.Create(Labels, new double[Count - 1], new double[Count * Count]));
        Assert.Throws<ArgumentException>(() => SlotTransitions.Create(Labels, new double[Count], new double[Count]));
        Assert.Throws<ArgumentException>(() => SlotTransitions.Create(Labels, new double[Count], [.. new double[(Count * Count) - 6], double.NaN, 0, 0, 0, 0, 0]));
    }

    [Theory]
    [InlineData("""{"start":[0,0],"after":[]}""", "start: found 2 numbers; allowed: 3, one for each slot label")]
    [InlineData("""{"start":[0,0,0],"after":[{"label":"O","scores":[0,0,0]}]}""", "after: found 1 labels; allowed: 3")]
    [InlineData("""{"start":[0,1e999,0],"after":[]}""", "start[1]: found 1e999; allowed: a finite number")]
    [InlineData("""{"start":[0,null,0],"after":[]}""", "start[1]: found null; allowed: a number")]
    [InlineData("""{"start":[0,0,0],"after":[{"label":"B","scores":[0,0,0]},{},{}]}""", "label: found \"B\"; allowed: \"O\"")]
    [InlineData("""{"start":[0,0,0],"after":[{"label":"O","scores":[0]},{},{}]}""", "scores: found 1 numbers; allowed: 3")]
    public void A_broken_file_is_refused_with_file_and_field(string content, string expected)
    {
        var labels = SlotLabels.TryCreate(TinyModels.SlotLabels, out _)!;
        var refused = Assert.Throws<ModelPackageException>(() => SlotTransitions.Parse("transitions.json", Encoding.UTF8.GetBytes(content), labels));
        Assert.StartsWith("transitions.json: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task The_trainer_decodes_the_same_labels()
    {
        var random = new Random(Seed);
        var cases = Enumerable.Range(0, 200)
            .Select(_ => (Logits: Logits(random, 1 + random.Next(8)), Start: Scores(random, Count), After: Scores(random, Count * Count)))
            .ToArray();
        var lines = cases.Select(one => JsonSerializer.Serialize(new
        {
            labels = Names,
            logits = one.Logits.Chunk(Count),
            start = one.Start,
            after = one.After.Chunk(Count),
        }));
        var expected = await DecodeAsync(lines);
        for (var i = 0; i < cases.Length; i++)
        {
            var learned = SlotTransitions.Create(Labels, cases[i].Start, cases[i].After);
            Assert.Equal(expected[i], string.Join(", ", PathOf(cases[i].Logits, learned).Select(label => label.ToString(CultureInfo.InvariantCulture))));
        }
    }

    private static async Task<List<string>> DecodeAsync(IEnumerable<string> cases)
    {
        var repository = ShippedModels.Repository();
        var script = Path.Combine(repository, "tests", "Router.Inference.Tests", "Python", "decode_slots.py");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-B", script, repository])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (errors, answers) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        foreach (var line in cases) await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        var output = await answers;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim('[', ']', '\r'))];
    }

    private static bool IsBestLegal(float[] logits, SlotTransitions learned)
    {
        var path = PathOf(logits, learned);
        return double.IsFinite(ScoreOf(path, logits, learned))
            && Math.Abs(ScoreOf(path, logits, learned) - BruteForce(logits, logits.Length / Count, [], learned)) < 1e-9;
    }

    private static double BruteForce(float[] logits, int words, int[] path, SlotTransitions learned) => path.Length == words
        ? ScoreOf(path, logits, learned)
        : Enumerable.Range(0, Count).Max(label => BruteForce(logits, words, [.. path, label], learned));

    private static double ScoreOf(int[] path, float[] logits, SlotTransitions learned)
    {
        var score = learned.Start(path[0]);
        for (var word = 0; word < path.Length; word++)
            score += logits[(word * Count) + path[word]] + (word == 0 ? 0 : learned.Into(path[word])[path[word - 1]]);
        return score;
    }

    private static int[] PathOf(float[] wordLogits, SlotTransitions? learned)
    {
        var words = wordLogits.Length / Count;
        var decoder = new SlotDecoder(Labels, learned);
        decoder.Decode(Words(words), [.. new float[Count], .. wordLogits, .. new float[Count]]);
        return decoder.Path(words).ToArray();
    }

    private static float[] Logits(Random random, int words) => [.. Scores(random, words * Count).Select(value => (float)value)];

    private static double[] Scores(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 6) - 3)];

    private static TokenizedText Words(int count)
    {
        var tokens = new Token[count + 2];
        tokens[0] = new Token(2, 0, 0, false);
        for (var i = 0; i < count; i++) tokens[i + 1] = new Token(9, 2 * i, (2 * i) + 1, true);
        tokens[^1] = new Token(3, (2 * count) - 1, (2 * count) - 1, false);
        return new TokenizedText(string.Join(' ', Enumerable.Repeat("w", count)), tokens, truncated: false);
    }
}
