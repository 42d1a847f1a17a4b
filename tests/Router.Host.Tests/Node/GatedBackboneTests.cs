using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Inference.Tests.Support;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>
/// The shipped English backbone with a gate that is known: of a subsystem it says 1 where the text has one of its words, else 0. The shipped heads judge, so each
/// has to say the same as without a gate.
/// </summary>
[Collection(RouterCollection.Name)]
public sealed class GatedBackboneTests : IDisposable
{
    private static readonly string[] Shared = ["alarm", "iot", "weather"];

    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["alarm"] = ["wake", "alarm"],
        ["weather"] = ["rain"],
        // Nobody has it here: a gate may know more subsystems than a node runs.
        ["play"] = ["music"],
    };

    private static readonly string[] Texts =
    [
        "wake me up at six tomorrow", "will it rain in oslo on friday", "set an alarm if it will rain tomorrow", "turn on the light in the bedroom", "what a day",
    ];

    private readonly TestInstallation _installation = new(Shared);
    private readonly ConcurrentBag<(string Subsystem, Verdict Verdict, string Text)> _judged = [];

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Only_those_are_asked_whom_the_gate_leaves_and_they_say_the_same()
    {
        await using var open = await StartAsync("router.backbone-defaults.gate=off");
        var expected = await JudgeAsync(open);
        Assert.All(Texts, text => Assert.Equal(Shared, AskedFor(text)));
        AddGate("iot");
        using var meter = new CounterReadings("router.backbone.gate.asked", "router.backbone.gate.skipped", "router.subsystem.queries");
        await using var gated = await StartAsync();
        var before = (meter["router.backbone.gate.asked"], meter["router.backbone.gate.skipped"], meter["router.subsystem.queries"]);

        var found = await JudgeAsync(gated);

        // The first three have words of subsystems; of the last two the gate says nothing of anybody, so that of the likeliest ones the first is asked.
        string[][] asked = [["alarm"], ["weather"], ["alarm", "weather"], ["alarm"], ["alarm"]];
        for (var i = 0; i < Texts.Length; i++)
        {
            Assert.Equal(asked[i], AskedFor(Texts[i]));
            Assert.Equal(Shared.Except(asked[i]), found.Decisions[i].Skipped);
            Assert.Equal((false, 0), (found.Decisions[i].Partial, found.Decisions[i].Missing.Count));
        }
        Assert.All(found.Verdicts, verdict => AssertSame(expected.Verdicts[verdict.Key], verdict.Value));
        Assert.Equal(
            (6, 9, 6),
            (meter["router.backbone.gate.asked"] - before.Item1, meter["router.backbone.gate.skipped"] - before.Item2, meter["router.subsystem.queries"] - before.Item3));
        for (var i = 0; i < 3; i++) Assert.Equal(expected.Decisions[i].Subsystem, found.Decisions[i].Subsystem);
    }

    [Fact]
    public async Task Whom_the_gate_does_not_know_is_always_asked()
    {
        AddGate();
        await using var node = await StartAsync();
        var decision = await RouteAsync(node, Texts[3]);
        Assert.Equal(["iot"], AskedFor(Texts[3]));
        Assert.Equal((DecisionOutcome.Routed, "iot"), (decision.Outcome, decision.Subsystem));
        Assert.Equal(["alarm", "weather"], decision.Skipped);
    }

    [Fact]
    public async Task Whom_the_configuration_takes_out_of_the_gate_is_always_asked()
    {
        AddGate("iot");
        await using var node = await StartAsync("router.subsystems.weather.gate=off");
        await RouteAsync(node, Texts[0]);
        Assert.Equal(["alarm", "weather"], AskedFor(Texts[0]));
    }

    [Fact]
    public async Task A_gate_that_is_off_leaves_nobody_out()
    {
        AddGate("iot");
        await using var node = await StartAsync("router.backbone-defaults.gate=off");
        Assert.Empty((await RouteAsync(node, Texts[0])).Skipped);
        Assert.Equal(Shared, AskedFor(Texts[0]));
    }

    [Fact]
    public async Task A_text_whose_states_are_in_the_cache_is_asked_of_the_same_ones()
    {
        AddGate("iot");
        using var meter = new CounterReadings("router.backbone.cache.hits");
        await using var node = await StartAsync("router.backbone-defaults.cache.enabled=on");
        var first = await RouteAsync(node, Texts[2]);
        // A device tells its pool of states behind their publishing.
        RouteDecision again;
        do again = await RouteAsync(node, Texts[2]);
        while (meter["router.backbone.cache.hits"] == 0);
        Assert.Equal(["iot"], first.Skipped);
        Assert.Equal((first.Outcome, first.Subsystem, first.Intent), (again.Outcome, again.Subsystem, again.Intent));
        Assert.Equal(first.Skipped, again.Skipped);
        Assert.DoesNotContain(_judged, verdict => verdict.Subsystem == "iot" && verdict.Text == Texts[2]);
    }

    /// <param name="more">Subsystems that the gate knows without a word for them.</param>
    private void AddGate(params string[] more)
    {
        var (file, vocabulary) = (_installation.Package("backbone", "bge-en", "model.onnx"), File.ReadAllLines(_installation.Package("backbone", "bge-en", "vocab.txt")));
        var manifest = _installation.Package("backbone", "bge-en", "manifest.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        // As many as the shipped gate knows, whose shape stays in the graph.
        string[] names = [.. Words.Keys, .. more];
        names = [.. names, .. Enumerable.Range(names.Length, json["gate"]!["subsystems"]!.AsArray().Count - names.Length).Select(i => $"nobody-{i}")];
        var table = new float[vocabulary.Length * names.Length];
        foreach (var (name, words) in Words)
        {
            foreach (var word in words) table[(Array.IndexOf(vocabulary, word) * names.Length) + Array.IndexOf(names, name)] = 1;
        }
        // A text may have several of a subsystem's words.
        var graph = new OnnxModel()
            .Floats("gate_words", [vocabulary.Length, names.Length], table).Floats("gate_most", [1], 1).Longs("gate_tokens", 1)
            .Node("Gather", ["gate_words", "input_ids"], ["gate_found"], ("axis", 0))
            .Node("ReduceSum", ["gate_found", "gate_tokens"], ["gate_sum"], ("keepdims", 0))
            .Node("Min", ["gate_sum", "gate_most"], ["gate"]);
        File.WriteAllBytes(file, [.. WithoutGate(File.ReadAllBytes(file)), .. graph.Addition()]);
        json["gate"] = new JsonObject { ["subsystems"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]), ["threshold"] = 0.5 };
        File.WriteAllText(manifest, json.ToJsonString());
        _installation.Sign("backbone", "bge-en", "model");
    }

    /// <summary>What the shipped gate's node makes under another name of the same length: that of the known gate takes its place.</summary>
    private static byte[] WithoutGate(byte[] model)
    {
        var output = "\u0012\u0004gate"u8;
        model[model.AsSpan().IndexOf(output) + output.Length - 1] = (byte)'0';
        return model;
    }

    private string[] AskedFor(string text) => [.. _judged.Where(verdict => verdict.Text == text).Select(verdict => verdict.Subsystem).Order(StringComparer.Ordinal)];

    /// <summary>At the same time, so that batches hold texts with different ones to ask.</summary>
    private async Task<(RouteDecision[] Decisions, Dictionary<(string Subsystem, string Text), Verdict> Verdicts)> JudgeAsync(RouterNode node)
    {
        _judged.Clear();
        var decisions = await Task.WhenAll(Texts.Select(text => RouteAsync(node, text)));
        return (decisions, _judged.ToDictionary(judged => (judged.Subsystem, judged.Text), judged => judged.Verdict));
    }

    private static void AssertSame(Verdict expected, Verdict found)
    {
        Assert.Equal((expected.Kind, expected.Intent), (found.Kind, found.Intent));
        Assert.Equal(expected.Score, found.Score, 1e-4);
        Assert.Equal(expected.Slots.Select(slot => (slot.Type, slot.Start, slot.End)), found.Slots.Select(slot => (slot.Type, slot.Start, slot.End)));
    }

    private static async Task<RouteDecision> RouteAsync(RouterNode node, string text) =>
        Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(new RouteRequest(text) { MayBeCut = false }, CancellationToken.None));

    private Task<RouterNode> StartAsync(params string[] more) => RouterNode.StartAsync(
        _installation.Configuration(["router.backbone-defaults.cache.enabled=off", "router.backbone-defaults.max-batch-delay=20ms", .. more]),
        (subsystem, judge) => batch =>
        {
            var verdicts = judge(batch);
            foreach (var (query, verdict) in batch.Queries.Zip(verdicts)) _judged.Add((subsystem, verdict, query.Query.Text.Text));
            return verdicts;
        },
        NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
}
