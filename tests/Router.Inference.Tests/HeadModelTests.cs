using Router.Inference.Tests.Support;

namespace Router.Inference.Tests;

public sealed class HeadModelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BackboneModel _backbone;

    public HeadModelTests()
    {
        var package = ModelPackage.Open(TinyModels.Backbone(_directory.File("backbone")));
        _backbone = BackboneModel.Load(package, TestRuntime.Instance, Device.Cpu, new HashSet<int> { 2, 3 });
    }

    public void Dispose()
    {
        _backbone.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public void Logits_are_what_the_graph_computes_from_the_states_of_its_tap(int tap, bool takesIds)
    {
        var manifest = TinyModels.SubsystemManifest();
        manifest["tap"] = tap;
        using var head = Load(manifest, TinyModels.HeadGraph(TinyModels.Widths[tap - 1], takesIds).ToBytes());
        var states = _backbone.Run(Texts("turn on the light", "on"));
        head.Run(states);
        for (var row = 0; row < states.Batch; row++)
        {
            var (intents, slots) = Expected(states, tap, row, takesIds);
            AssertClose(intents, head.IntentLogitsOf(row));
            AssertClose(slots, head.SlotLogitsOf(row));
        }
        states.Release();
    }

    [Fact]
    public void Host_states_and_views_of_a_row_give_the_same_answers_as_the_batch()
    {
        using var head = Load();
        var texts = Texts("turn on the light", "窗 on", "light");
        var states = _backbone.Run(texts);
        var expected = Run(head, states, texts);
        for (var row = 0; row < texts.Length; row++)
        {
            var view = states.Row(row);
            Assert.Equal(texts[row].Tokens.Length, view.Tokens);
            AssertSame(expected[row], Run(head, view, [texts[row]])[0]);
            view.Release();
        }
        var layers = new Dictionary<int, ReadOnlyMemory<float>> { [2] = states.Layer(2).ToArray() };
        var host = new HostLayerStates(states.Batch, states.Tokens, states.InputIds.ToArray(), states.AttentionMask.ToArray(), layers);
        var fromHost = Run(head, host, texts);
        for (var row = 0; row < texts.Length; row++) AssertSame(expected[row], fromHost[row]);
        states.Release();
    }

    [Fact]
    public void Results_carry_the_decoded_intent_and_slots()
    {
        using var head = Load();
        var texts = Texts("turn the lighting on");
        var states = _backbone.Run(texts);
        var result = Run(head, states, texts)[0];
        var decided = new IntentDecoder(1.5, 0.5).Decode(head.IntentLogitsOf(0));
        Assert.Equal(TinyModels.Intents[decided.Intent], result.Intent);
        Assert.Equal((decided.Score, decided.Accepted, decided.Margin), (result.Score, result.Accepted, result.Margin));
        Assert.All(result.Slots, slot => Assert.Equal(texts[0].Text[slot.Start..slot.End], slot.Text));
        states.Release();
    }

    [Fact]
    public void Learned_transitions_of_the_package_decide_the_slots()
    {
        const string one = """{"start":[0,90,0],"after":[{"label":"O","scores":[0,0,0]},{"label":"B-place","scores":[0,0,90]},{"label":"I-place","scores":[0,0,90]}]}""";
        var package = ModelPackage.Open(TinyModels.Subsystem(_directory.File("learned"), transitions: one));
        Assert.True(package.Subsystem.HasTransitions);
        using var head = HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest);
        var texts = Texts("turn the lighting on");
        var states = _backbone.Run(texts);
        var slot = Assert.Single(Run(head, states, texts)[0].Slots);
        Assert.Equal(("place", texts[0].Text), (slot.Type, slot.Text));
        states.Release();
    }

    [Fact]
    public void Transitions_of_another_shape_are_refused_when_the_head_is_loaded()
    {
        var package = ModelPackage.Open(TinyModels.Subsystem(_directory.File("broken"), transitions: """{"start":[0],"after":[]}"""));
        var refused = Assert.Throws<ModelPackageException>(() => HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest));
        Assert.Contains("transitions.json: start: found 1 numbers; allowed: 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lexicon_tells_the_model_what_the_words_of_each_text_are()
    {
        using var head = LoadWithLexicon("light\tdevice\nturn on\tplace\n");
        var texts = Texts("turn on the light", "on", "light light light light");
        var states = _backbone.Run(texts);
        double[][] known = [[1, 5, 6, 1, 3, 1], [1, 1, 1, 0, 0, 0], [1, 3, 3, 3, 3, 1]];
        Run(head, states, texts);
        for (var row = 0; row < texts.Length; row++)
        {
            var (_, slots) = Expected(states, tap: 2, row, takesIds: false);
            var (_, others) = Expected(states, tap: 2, row: (row + 1) % 3, takesIds: false);
            Assert.NotEqual(slots, others);
            for (var cell = 0; cell < slots.Length; cell++)
                slots[cell] += (float)known[row][cell / 3] * Enumerable.Range(0, TinyModels.Width).Sum(column => TinyModels.SlotWeight(column, cell % 3));
            AssertClose(slots, head.SlotLogitsOf(row));
        }
        states.Release();
    }

    [Fact]
    public void A_lexicon_finds_the_same_in_a_row_by_itself_and_in_host_states()
    {
        using var head = LoadWithLexicon("light\tdevice\nturn on\tplace\n");
        var texts = Texts("light", "turn on the light");
        var states = _backbone.Run(texts);
        var expected = Run(head, states, texts);
        var view = states.Row(0);
        AssertSame(expected[0], Run(head, view, [texts[0]])[0]);
        view.Release();
        var layers = new Dictionary<int, ReadOnlyMemory<float>> { [2] = states.Layer(2).ToArray() };
        var host = new HostLayerStates(states.Batch, states.Tokens, states.InputIds.ToArray(), states.AttentionMask.ToArray(), layers);
        AssertSame(expected[1], Run(head, host, texts)[1]);
        states.Release();
    }

    [Fact]
    public void A_lexicon_needs_the_tokenizer()
    {
        var package = ModelPackage.Open(TinyModels.SubsystemWithLexicon(_directory.File("head"), "light\tdevice\n"));
        Assert.Throws<ArgumentNullException>(() => HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest));
    }

    [Fact]
    public void A_graph_for_another_number_of_tags_or_for_none_is_refused()
    {
        const string Allowed = "allowed: lexicon_tags Float [any, any, 5]";
        var refused = Assert.Throws<ModelPackageException>(() => LoadWithLexicon("on\tdevice\n", TinyModels.HeadGraph(tagColumns: 3)));
        Assert.Contains($"input lexicon_tags: found lexicon_tags Float [any, any, 3]; {Allowed}", refused.Message);
        refused = Assert.Throws<ModelPackageException>(() => LoadWithLexicon("on\tdevice\n", TinyModels.HeadGraph()));
        Assert.Contains($"input lexicon_tags: found nothing; {Allowed}", refused.Message);
        Refused(TinyModels.SubsystemManifest(), TinyModels.HeadGraph(tagColumns: 5), "input lexicon_tags: found an unknown input");
    }

    [Fact]
    public void A_head_trained_on_another_backbone_version_is_refused()
    {
        var manifest = TinyModels.SubsystemManifest();
        manifest["backbone"]!["version"] = "1.1.0";
        Refused(manifest, null, "manifest.json: backbone: found tiny 1.1.0; allowed: tiny 1.0.0, which is loaded");
    }

    [Fact]
    public void A_tap_that_the_backbone_does_not_offer_is_refused()
    {
        var manifest = TinyModels.SubsystemManifest();
        manifest["tap"] = 1;
        Refused(manifest, null, "manifest.json: tap: found 1; allowed: 2, 3");
    }

    [Fact]
    public void A_graph_of_another_width_is_refused() =>
        Refused(TinyModels.SubsystemManifest(), TinyModels.HeadGraph(width: 3), "input hidden: found hidden Float [any, any, 3]; allowed: hidden Float [any, any, 4]");

    [Fact]
    public void A_graph_with_another_number_of_intents_is_refused() =>
        Refused(TinyModels.SubsystemManifest(), TinyModels.HeadGraph(intents: 4), "output intent_logits: found intent_logits Float [any, 4]; allowed: intent_logits Float [any, 3]");

    [Fact]
    public void A_graph_without_slots_is_refused() =>
        Refused(TinyModels.SubsystemManifest(), TinyModels.HeadGraph(slotOutput: "tags"), "output slot_logits: found nothing; allowed: slot_logits Float [any, any, 3]");

    [Fact]
    public void A_backbone_package_is_no_head()
    {
        var package = ModelPackage.Open(_directory.File("backbone"));
        var error = Assert.Throws<ModelPackageException>(() => HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest));
        Assert.Contains("kind: found backbone; allowed: subsystem", error.Message);
    }

    [Fact]
    public void Texts_must_be_as_many_as_rows()
    {
        using var head = Load();
        var texts = Texts("on", "light");
        var states = _backbone.Run(texts);
        Assert.Throws<ArgumentException>(() => head.Run(states, texts.AsSpan(0, 1), new HeadResult[2]));
        Assert.Throws<ArgumentException>(() => head.Run(states, texts, new HeadResult[1]));
        states.Release();
    }

    [Fact]
    public void Heads_share_the_states_of_a_batch_from_many_threads()
    {
        using var first = Load();
        using var second = Load();
        HeadModel[] heads = [first, second];
        var texts = Texts("turn on the light", "on");
        var states = _backbone.Run(texts);
        var expected = Run(first, states, texts);
        Parallel.ForEach(heads, head =>
        {
            for (var i = 0; i < 50; i++)
            {
                var results = Run(head, states, texts);
                for (var row = 0; row < texts.Length; row++) AssertSame(expected[row], results[row]);
            }
        });
        states.Release();
    }

    private HeadModel Load(System.Text.Json.Nodes.JsonObject? manifest = null, byte[]? model = null)
    {
        var package = ModelPackage.Open(TinyModels.Subsystem(_directory.File("head"), manifest, model));
        return HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest);
    }

    private HeadModel LoadWithLexicon(string lexicon, OnnxModel? graph = null)
    {
        var package = ModelPackage.Open(TinyModels.SubsystemWithLexicon(_directory.File("head"), lexicon, model: graph?.ToBytes()));
        return HeadModel.Load(package, TestRuntime.Instance, _backbone.Manifest, tokenizer: _backbone.Tokenizer);
    }

    private void Refused(System.Text.Json.Nodes.JsonObject manifest, OnnxModel? graph, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelPackageException>(() => Load(manifest, graph?.ToBytes())).Message);

    private TokenizedText[] Texts(params string[] texts) => Array.ConvertAll(texts, _backbone.Tokenizer.Tokenize);

    private static HeadResult[] Run(HeadModel head, LayerStates states, TokenizedText[] texts)
    {
        var results = new HeadResult[texts.Length];
        head.Run(states, texts, results);
        return results;
    }

    private static (float[] Intents, float[] Slots) Expected(TensorStates states, int tap, int row, bool takesIds)
    {
        var width = states.HiddenOf(tap);
        var (intents, slots) = (new float[3], new float[states.Tokens * 3]);
        for (var token = 0; token < states.Tokens; token++)
        {
            var cell = (row * states.Tokens) + token;
            for (var column = 0; column < width; column++)
            {
                var state = states.Layer(tap)[(cell * width) + column] + (takesIds ? states.InputIds[cell] : 0);
                for (var i = 0; i < 3; i++)
                {
                    intents[i] += state * TinyModels.IntentWeight(column, i);
                    slots[(token * 3) + i] += state * TinyModels.SlotWeight(column, i);
                }
            }
        }
        return (intents, slots);
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(found[i], expected[i] - 1e-3, expected[i] + 1e-3);
    }

    private static void AssertSame(HeadResult expected, HeadResult found)
    {
        Assert.Equal((expected.Intent, expected.Accepted, expected.SlotCoverage), (found.Intent, found.Accepted, found.SlotCoverage));
        Assert.Equal(expected.Score, found.Score, 1e-6);
        Assert.Equal(expected.Slots.Select(slot => (slot.Type, slot.Start, slot.End)), found.Slots.Select(slot => (slot.Type, slot.Start, slot.End)));
    }
}
