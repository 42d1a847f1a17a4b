using Router.Inference.Internal;
using Router.Language.Tokens;

namespace Router.Inference;

/// <summary>What a replay of a package's <c>check.json</c> found.</summary>
/// <param name="Cases">Cases replayed; all agreed.</param>
/// <param name="LargestDifference">The largest difference seen, relative to the expected value where that is above 1.</param>
public readonly record struct Verification(int Cases, double LargestDifference);

/// <summary>
/// Replays the answers that the trainer recorded when it made a package (<c>check.json</c>) and compares them with what the
/// package answers here.
/// </summary>
/// <param name="runtime">Runs the models.</param>
/// <param name="device">Where they run.</param>
public sealed class ModelVerifier(InferenceRuntime runtime, Device device)
{
    private const int RecordedOfLikeness = 8;

    /// <summary>
    /// How far a value of packages stored like this may be from the recorded one; relative where that is above 1. Where activations are
    /// quantised, a difference in the last place can move one to the next of 256 steps, and all that follows with it.
    /// </summary>
    public static double ToleranceOf(WeightPrecision precision) => precision == WeightPrecision.Int8 ? 0.5 : 2e-3;

    /// <summary>Replays the layer states of a backbone and what it says of a text itself, and checks its references.</summary>
    /// <exception cref="ModelPackageException">A value differs, or the package or its <c>check.json</c> is broken.</exception>
    public Verification VerifyBackbone(ModelPackage package)
    {
        using var backbone = BackboneModel.Load(package, runtime, device, package.Backbone.Taps.ToHashSet());
        using var readouts = ReadoutModel.Load(package, runtime, device);
        ReferenceTexts.Read(package);
        return Replay(package, ToleranceOf(package.Manifest.Precision), (test, comparison) =>
        {
            var text = backbone.Tokenizer.Tokenize(test.Text("text"));
            comparison.Same(test, "input_ids", IdsOf(text), test.Integers("input_ids", 0, int.MaxValue));
            var states = backbone.Run([text]);
            try
            {
                CompareLayers(test.Object("layers"), states, comparison);
            }
            finally
            {
                states.Release();
            }
            if (readouts is not null) CompareReadouts(test, readouts.Run(text), comparison);
        });
    }

    /// <summary>Replays the logits and answers of a subsystem through a backbone.</summary>
    /// <exception cref="ModelPackageException">A value differs, or a package or its <c>check.json</c> is broken.</exception>
    public Verification VerifySubsystem(ModelPackage package, ModelPackage backbonePackage)
    {
        var tap = package.Subsystem.Tap;
        using var backbone = BackboneModel.Load(backbonePackage, runtime, device, new HashSet<int> { tap });
        using var head = HeadModel.Load(package, runtime, backbonePackage.Backbone, device, backbone.Tokenizer);
        var tolerance = Math.Max(ToleranceOf(package.Manifest.Precision), ToleranceOf(backbonePackage.Manifest.Precision));
        return Replay(package, tolerance, (test, comparison) =>
        {
            var text = backbone.Tokenizer.Tokenize(test.Text("text"));
            var states = backbone.Run([text]);
            try
            {
                head.Run(states, [text]);
                CompareHead(test, head, text, comparison);
            }
            finally
            {
                states.Release();
            }
        });
    }

    /// <summary>Replays the probabilities of a ranker.</summary>
    /// <exception cref="ModelPackageException">A value differs, or the package or its <c>check.json</c> is broken.</exception>
    public static Verification VerifyRanker(ModelPackage package)
    {
        var ranker = RankerModel.Load(package);
        return Replay(package, ToleranceOf(package.Manifest.Precision), (test, comparison) =>
        {
            var verdicts = test.Objects("verdicts");
            var inputs = verdicts.Select(verdict => new RankerInput(
                verdict.Number("score"), verdict.Number("margin"), verdict.Number("top_probability"), verdict.Number("slot_coverage"))).ToArray();
            var probabilities = new double[inputs.Length];
            var outside = ranker.Rank(inputs, probabilities);
            var expected = test.Object("probabilities");
            for (var i = 0; i < inputs.Length; i++)
            {
                var subsystem = verdicts[i].Text("subsystem");
                comparison.Close(expected, subsystem, probabilities[i], expected.Number(subsystem));
                verdicts[i].NothingElse();
            }
            expected.NothingElse();
            comparison.Close(test, "out_of_scope", outside, test.Number("out_of_scope"));
        });
    }

    /// <summary>Replays the log-odds of a cutter.</summary>
    /// <exception cref="ModelPackageException">A value differs, or the package or its <c>check.json</c> is broken.</exception>
    public static Verification VerifyCutter(ModelPackage package)
    {
        var cutter = CutterPackage.Load(package);
        return Replay(package, ToleranceOf(package.Manifest.Precision), (test, comparison) =>
            comparison.Close(test, "logit", cutter.Logit(CutterPackage.FeaturesOf(test.Object("features"))), test.Number("logit")));
    }

    private static Verification Replay(ModelPackage package, double tolerance, Action<JsonFields, Comparison> replay)
    {
        var fields = JsonFields.Parse(package.PathOf("check"), package.Read("check"));
        var cases = fields.Objects("cases");
        fields.NothingElse();
        if (cases.Count == 0) throw fields.Wrong("cases", "no cases", "at least one");
        var comparison = new Comparison(tolerance);
        foreach (var test in cases)
        {
            replay(test, comparison);
            test.NothingElse();
        }
        return new Verification(cases.Count, comparison.Largest);
    }

    private static void CompareLayers(JsonFields layers, TensorStates states, Comparison comparison)
    {
        foreach (var tap in states.Taps)
        {
            var expected = layers.Object($"{tap}");
            var values = states.Layer(tap);
            var first = expected.Numbers("first");
            if (first.Count > states.HiddenOf(tap)) throw expected.Wrong("first", $"{first.Count} numbers", $"at most {states.HiddenOf(tap)}");
            for (var i = 0; i < first.Count; i++) comparison.Close(expected, $"first[{i}]", values[i], first[i]);
            var (sum, squares) = (0.0, 0.0);
            foreach (var value in values) (sum, squares) = (sum + value, squares + ((double)value * value));
            comparison.Close(expected, "mean", sum / values.Length, expected.Number("mean"));
            comparison.Close(expected, "l2", Math.Sqrt(squares), expected.Number("l2"));
            expected.NothingElse();
        }
        layers.NothingElse();
    }

    // Of a likeness the first numbers are recorded; everything else is a list of probabilities.
    private static void CompareReadouts(JsonFields test, IReadOnlyDictionary<string, float[]> answers, Comparison comparison)
    {
        foreach (var (name, values) in answers)
        {
            var count = name == BackboneGraph.Likeness ? Math.Min(RecordedOfLikeness, values.Length) : values.Length;
            var expected = test.Numbers(name);
            if (expected.Count != count) throw test.Wrong(name, $"{expected.Count} numbers", $"{count}");
            for (var i = 0; i < count; i++) comparison.Close(test, $"{name}[{i}]", values[i], expected[i]);
            CheckRange(test, name, values, comparison.Tolerance);
        }
    }

    private static void CheckRange(JsonFields test, string name, float[] values, double tolerance)
    {
        if (name != BackboneGraph.Likeness)
        {
            if (Array.Exists(values, value => value is not (>= 0 and <= 1)))
                throw test.Wrong(name, "a model that answers other numbers than probabilities", "0 to 1");
        }
        else if (Math.Sqrt(values.Sum(value => (double)value * value)) is var length && !(Math.Abs(length - 1) <= tolerance))
        {
            throw test.Wrong(name, $"a model that answers a vector of length {length:R}", $"1 ± {tolerance}");
        }
    }

    private static void CompareHead(JsonFields test, HeadModel head, TokenizedText text, Comparison comparison)
    {
        var logits = head.IntentLogitsOf(0);
        var expected = test.Numbers("intent_logits");
        if (expected.Count != logits.Length) throw test.Wrong("intent_logits", $"{expected.Count} numbers", $"{logits.Length}");
        for (var i = 0; i < logits.Length; i++) comparison.Close(test, $"intent_logits[{i}]", logits[i], expected[i]);
        CompareLabels(test, head, text, comparison);
        var result = head.Decode(0, text);
        comparison.Close(test, "score", result.Score, test.Number("score"));
        if (test.Text("intent") is var intent && intent != result.Intent && result.Margin > comparison.Tolerance)
            throw test.Wrong("intent", PackageError.Quote(intent), $"{PackageError.Quote(result.Intent)}, which the model answers");
    }

    // Where two labels are as good as each other to within the tolerance, either may be the recorded one.
    private static void CompareLabels(JsonFields test, HeadModel head, TokenizedText text, Comparison comparison)
    {
        var labels = head.Manifest.SlotLabels.Count;
        var recorded = test.Integers("slot_argmax", 0, labels - 1);
        if (recorded.Count != text.Tokens.Length) throw test.Wrong("slot_argmax", $"{recorded.Count} labels", $"{text.Tokens.Length}, one for each token");
        var logits = head.SlotLogitsOf(0);
        for (var token = 0; token < recorded.Count; token++)
        {
            var row = logits.Slice(token * labels, labels);
            var largest = float.NegativeInfinity;
            foreach (var logit in row) largest = Math.Max(largest, logit);
            comparison.Close(test, $"slot_argmax[{token}]", row[recorded[token]], largest);
        }
    }

    private static int[] IdsOf(TokenizedText text) => Array.ConvertAll(text.Tokens.ToArray(), token => token.Id);

    private sealed class Comparison(double tolerance)
    {
        public double Tolerance => tolerance;

        public double Largest { get; private set; }

        public void Close(JsonFields fields, string field, double found, double expected)
        {
            var difference = Math.Abs(found - expected) / Math.Max(1, Math.Abs(expected));
            if (!(difference <= tolerance)) throw fields.Wrong(field, $"{expected:R} recorded", $"{found:R} ± {tolerance}, which the model answers");
            Largest = Math.Max(Largest, difference);
        }

        public void Same(JsonFields fields, string field, ReadOnlySpan<int> found, IReadOnlyList<int> expected)
        {
            if (!found.SequenceEqual(expected.ToArray()))
                throw fields.Wrong(field, string.Join(' ', expected), $"{string.Join(' ', found.ToArray())}, which the tokenizer answers");
        }
    }
}
