using FsCheck;
using FsCheck.Fluent;

namespace Router.Inference.Tests;

public sealed class SlotDecoderTests
{
    private static readonly SlotLabels Labels = SlotLabels.TryCreate(["O", "B-time", "I-time", "B-place", "I-place", "B-on"], out _)!;

    [Fact]
    public void A_slot_reaches_from_its_first_word_to_the_end_of_its_last()
    {
        // "wake me at half past seven": words 3..5 are the time.
        var text = Text("wake me at half past seven");
        var decision = new SlotDecoder(Labels).Decode(text, Logits(text, 0, 0, 0, 1, 2, 2));
        var slot = Assert.Single(decision.Slots);
        Assert.Equal(("time", 11, 26, "half past seven"), (slot.Type, slot.Start, slot.End, slot.Text));
        Assert.Equal(0.5, decision.Coverage);
    }

    [Fact]
    public void A_begin_label_ends_the_slot_before_it()
    {
        var text = Text("here now there");
        var decision = new SlotDecoder(Labels).Decode(text, Logits(text, 3, 1, 3));
        Assert.Equal([("place", "here"), ("time", "now"), ("place", "there")], decision.Slots.Select(slot => (slot.Type, slot.Text)));
        Assert.Equal(1, decision.Coverage);
    }

    [Fact]
    public void Only_first_pieces_decide_and_a_word_ends_with_its_last_piece()
    {
        var tokens = new Token[] { new(2, 0, 0, false), new(9, 0, 4, true), new(9, 4, 7, false), new(9, 8, 10, true), new(3, 10, 10, false) };
        var text = new TokenizedText("lighten up", tokens, truncated: false);
        var logits = new float[tokens.Length * Labels.Count];
        logits[(1 * Labels.Count) + 3] = 5;
        logits[(2 * Labels.Count) + 1] = 50;
        logits[(3 * Labels.Count) + 0] = 5;
        var slot = Assert.Single(new SlotDecoder(Labels).Decode(text, logits).Slots);
        Assert.Equal(("place", 0, 7), (slot.Type, slot.Start, slot.End));
    }

    [Fact]
    public void The_score_is_the_geometric_mean_of_the_labels_probabilities()
    {
        var text = Text("half past");
        var logits = new float[4 * Labels.Count];
        (logits[Labels.Count + 1], logits[(2 * Labels.Count) + 2]) = (2, 1);
        var slot = Assert.Single(new SlotDecoder(Labels).Decode(text, logits).Slots);
        var (first, second) = (Math.Exp(2) / (Math.Exp(2) + 5), Math.E / (Math.E + 5));
        Assert.Equal(Math.Sqrt(first * second), slot.Score, 1e-6);
    }

    [Fact]
    public void A_text_without_words_has_no_slots()
    {
        var decision = new SlotDecoder(Labels).Decode(Text(""), new float[2 * Labels.Count]);
        Assert.Empty(decision.Slots);
        Assert.Equal(0, decision.Coverage);
    }

    [Fact]
    public void A_logit_that_is_no_number_is_an_error()
    {
        var text = Text("now");
        var logits = new float[3 * Labels.Count];
        logits[Labels.Count] = float.NaN;
        Assert.Throws<InferenceException>(() => new SlotDecoder(Labels).Decode(text, logits));
    }

    [Fact]
    public void A_text_without_slots_costs_no_memory()
    {
        var text = Text("half past seven");
        var decoder = new SlotDecoder(Labels);
        var logits = Logits(text, 0, 0, 0);
        decoder.Decode(text, logits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Decode(text, logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_path_is_legal_and_as_probable_as_the_best_of_all_legal_ones()
    {
        var values = Gen.Choose(-40, 40).Select(value => value / 8f);
        var cases = from words in Gen.Choose(1, 5)
                    from logits in values.ListOf(words * Labels.Count)
                    select logits.ToArray();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(cases.ToArbitrary(), IsBestLegal));
    }

    private static bool IsBestLegal(float[] wordLogits)
    {
        var words = wordLogits.Length / Labels.Count;
        var text = Text(string.Join(' ', Enumerable.Repeat("w", words)));
        var decoder = new SlotDecoder(Labels);
        decoder.Decode(text, [.. new float[Labels.Count], .. wordLogits, .. new float[Labels.Count]]);
        var path = decoder.Path(words).ToArray();
        for (var i = 0; i < words; i++)
        {
            if (!Labels.MayFollow(i == 0 ? -1 : path[i - 1], path[i])) return false;
        }
        return Math.Abs(ScoreOf(path, wordLogits) - BruteForce(wordLogits, words, [])) < 1e-9;
    }

    private static double BruteForce(float[] logits, int words, int[] path)
    {
        if (path.Length == words) return ScoreOf(path, logits);
        var last = path.Length == 0 ? -1 : path[^1];
        return Enumerable.Range(0, Labels.Count)
            .Where(label => Labels.MayFollow(last, label))
            .Max(label => BruteForce(logits, words, [.. path, label]));
    }

    private static double ScoreOf(int[] path, float[] logits)
    {
        var score = 0.0;
        for (var word = 0; word < path.Length; word++) score += logits[(word * Labels.Count) + path[word]];
        return score;
    }

    private static TokenizedText Text(string text)
    {
        var tokens = new List<Token> { new(2, 0, 0, false) };
        for (var i = 0; i < text.Length;)
        {
            var end = text.IndexOf(' ', i) is var space and >= 0 ? space : text.Length;
            tokens.Add(new Token(9, i, end, true));
            i = end + 1;
        }
        tokens.Add(new Token(3, text.Length, text.Length, false));
        return new TokenizedText(text, tokens.ToArray(), truncated: false);
    }

    private static float[] Logits(TokenizedText text, params int[] labels)
    {
        var logits = new float[text.Tokens.Length * Labels.Count];
        for (var word = 0; word < labels.Length; word++) logits[((word + 1) * Labels.Count) + labels[word]] = 5;
        return logits;
    }
}
