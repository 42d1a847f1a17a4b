using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Actors.Subsystems;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Configuration;
using Router.Testing;

namespace Router.Host.Tests.Node;

/// <summary>The shipped backbones, one for each language, and copies of the Chinese one: every decision has to be that of a node with one backbone alone.</summary>
[Collection(RouterCollection.Name)]
public sealed class TwoBackbonesTests : IDisposable
{
    private const string English = "bge-en 2.0.0";
    private const string Chinese = "bge-zh 2.1.0";
    private const string NewChinese = "bge-zh 2.2.0";
    private const string OpenGate = "router.backbone-defaults.gate=off";

    private static readonly string[] Shared = ["alarm", "iot", "weather"];

    private static readonly string[] Texts =
    [
        "wake me up at six tomorrow", "will it rain in oslo on friday", "明天早上八点叫我起床", "今天会下雨吗", "把 bedroom 的灯打开", "turn on the light in the 卧室 please", "7:30", "включи свет",
    ];

    private readonly TestInstallation _installation = new(Shared);
    private readonly ConcurrentBag<(string Subsystem, string Backbone, string Text)> _judged = [];

    public TwoBackbonesTests()
    {
        _installation.AddBackbone("bge-zh", "bge-zh", "2.2.0");
        foreach (var subsystem in Shared) _installation.AddVersion(subsystem, "2.2.0", "2.3.0", "bge-zh", "2.2.0");
    }

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Each_text_is_encoded_once_by_the_backbone_of_its_script_and_judged_by_its_heads()
    {
        using var meter = new CounterReadings("router.backbone.queries");
        await using var node = await StartAsync(Configuration());
        var (english, chinese) = (meter[Of(English)], meter[Of(Chinese)]);
        _judged.Clear();

        await Task.WhenAll(Texts.Select(text => RouteAsync(node, text)));

        Assert.Equal((3, 4), (meter[Of(English)] - english, meter[Of(Chinese)] - chinese));
        foreach (var text in Texts[..^1])
        {
            var backbone = text is "7:30" || text.All(char.IsAscii) ? English : Chinese;
            Assert.Equal(Shared.Select(subsystem => (subsystem, backbone, text)), _judged.Where(verdict => verdict.Text == text).Order());
        }
        Assert.DoesNotContain(_judged, verdict => verdict.Text == Texts[^1]);
    }

    [Fact]
    public async Task A_text_is_only_missed_by_subsystems_that_serve_its_script()
    {
        _installation.Configure("iot", "router.subsystems.iot.version = \"2.2.0\"");
        await using var node = await StartAsync(Configuration());
        _judged.Clear();

        foreach (var text in Texts[..^1])
        {
            var decision = await RouteAsync(node, text);
            Assert.False(decision.Partial);
            Assert.Empty(decision.Missing);
        }

        Assert.Equal(["alarm", "weather"], _judged.Where(verdict => verdict.Text == Texts[0]).Select(verdict => verdict.Subsystem).Order());
        Assert.Equal(Shared, _judged.Where(verdict => verdict.Text == Texts[2]).Select(verdict => verdict.Subsystem).Order());
        // Without letters everybody is asked, whichever backbone that takes.
        Assert.Equal([("alarm", English), ("iot", Chinese), ("weather", English)], _judged.Where(verdict => verdict.Text == "7:30").Select(verdict => (verdict.Subsystem, verdict.Backbone)).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task While_heads_move_to_another_version_of_a_backbone_every_decision_is_complete(int moved)
    {
        for (var i = 0; i < Shared.Length; i++)
        {
            var versions = i < moved ? "[\"2.0.0\", \"2.3.0\", \"2.2.0\"]" : "[\"2.0.0\", \"2.2.0\", \"2.3.0\"]";
            _installation.Configure(Shared[i], $"router.subsystems.{Shared[i]}.version = {versions}");
        }
        await using var node = await StartAsync(Configuration(
            "router.backbones { bge-en {}, old { name = bge-zh, version = \"2.1.0\" }, new { name = bge-zh, version = \"2.2.0\" } }"));
        _judged.Clear();

        // At the same time, so that batches hold texts of several kinds.
        await AssertAsAloneAsync(node, [.. Texts.Where(text => !text.Any(IsLatin) || !text.Any(IsChinese)), .. Enumerable.Range(1, 40).Select(i => i % 2 == 0 ? $"明天早上{i}点叫我" : $"wake me at {i}")]);

        var expected = Shared.Select((subsystem, i) => (subsystem, i < moved ? NewChinese : Chinese));
        Assert.Equal(expected, _judged.Where(verdict => verdict.Text == Texts[2]).Select(verdict => (verdict.Subsystem, verdict.Backbone)).Order());
    }

    [Fact]
    public async Task A_text_of_two_commands_in_two_scripts_is_cut_and_each_part_is_read_by_its_own_backbone()
    {
        const string text = "wake me up at seven, 打开卧室的灯";
        await using var node = await StartAsync(Configuration());
        _judged.Clear();

        var found = await RouteAsync(node, text);

        Assert.Equal(DecisionOutcome.Multiple, found.Outcome);
        Assert.Equal(["alarm", "iot"], found.Parts.Select(part => part.Subsystem));
        Assert.Equal([(English, "wake me up at seven"), (Chinese, "打开卧室的灯")], found.Parts.Select(part => (_judged.First(verdict => verdict.Text.Trim(' ', ',') == part.Text).Backbone, part.Text)));
    }

    [Fact]
    public async Task Each_backbone_has_its_own_bound_on_tokens()
    {
        _installation.AddBackbone("bge-en", "short", "1.0.0", json => json["max_tokens"] = 8);
        _installation.AddVersion("alarm", "2.0.0", "3.0.0", "short", "1.0.0");
        _installation.Configure("alarm", "router.subsystems.alarm.version = [\"3.0.0\", \"2.2.0\"]");
        _installation.Configure("iot", "router.subsystems.iot.version = \"2.2.0\"");
        _installation.Configure("weather", "router.subsystems.weather.version = \"2.2.0\"");
        await using var node = await StartAsync(Configuration("router.backbones { short.version = \"1.0.0\", bge-zh.version = \"2.1.0\" }"));

        Assert.True((await RouteAsync(node, "wake me up at six tomorrow morning in the kitchen")).Truncated);
        Assert.False((await RouteAsync(node, "明天早上八点在厨房叫我起床好不好啊")).Truncated);
    }

    [Fact]
    public async Task A_head_whose_backbone_is_not_configured_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<ModelPackageException>(() => StartAsync(Configuration(
            "router.backbones.bge-en {}")));
        var manifest = _installation.Package("subsystems", "alarm", "manifest.json").Replace("2.0.0", "2.2.0", StringComparison.Ordinal);
        Assert.Contains($"{manifest}: backbone: found bge-zh 2.1.0; allowed: bge-en 2.0.0, which router.backbones has", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("2.0.0/manifest.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_versions_of_a_subsystem_for_one_backbone_stop_the_start()
    {
        _installation.AddVersion("alarm", "2.0.0", "2.0.1", "bge-en", "2.0.0");
        _installation.Configure("alarm", "router.subsystems.alarm.version = [\"2.0.0\", \"2.0.1\", \"2.2.0\"]");
        var error = await Assert.ThrowsAsync<ModelPackageException>(() => StartAsync(Configuration()));
        Assert.Contains("bge-en 2.0.0, as in version 2.0.0 of the subsystem alarm; allowed: one version for each backbone in router.subsystems.alarm.version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backbone_that_nobody_reads_is_not_loaded()
    {
        Assert.True(File.Exists(_installation.Package("backbone", "bge-zh", "model.onnx")));
        await using var node = await StartAsync(Configuration("router.subsystem-defaults.version = \"2.0.0\""));
        Assert.Equal([new PackageVersion("bge-en", "2.0.0")], node.Subsystems.Backbones);
        Assert.Equal(DecisionOutcome.OutOfScope, (await RouteAsync(node, Texts[2])).Outcome);
    }

    [Fact]
    public async Task The_list_of_subsystems_names_each_head_with_its_backbone()
    {
        await using var node = await StartAsync(Configuration());
        Assert.Equal([new PackageVersion("bge-en", "2.0.0"), new PackageVersion("bge-zh", "2.1.0")], node.Subsystems.Backbones);
        Assert.Equal(
            Shared.SelectMany(name => new[] { (name, "2.0.0", English), (name, "2.2.0", Chinese) }),
            node.Subsystems.Subsystems.Select(head => (head.Name, head.Version, head.Backbone)));
    }

    private static bool IsLatin(char c) => char.IsAsciiLetter(c);

    private static bool IsChinese(char c) => c is >= '一' and <= '鿿';

    private static string Of(string backbone) => $"router.backbone.queries{{backbone={backbone}}}";

    /// <summary>The installation's configuration with more in its own file, as the command line defines no backbone.</summary>
    private RouterConfiguration Configuration(string text = "")
    {
        File.AppendAllText(_installation.ConfigurationFile, "\n" + text);
        return _installation.Configuration(OpenGate, "router.backbone-defaults.cache.enabled=off");
    }

    /// <summary>Compares decisions with those of two nodes, each with the backbone and the heads of one language.</summary>
    private async Task AssertAsAloneAsync(RouterNode node, string[] texts)
    {
        await using var english = await AloneAsync("router { backbones.bge-en {}, subsystem-defaults.version = \"2.0.0\" }");
        await using var chinese = await AloneAsync("router { backbones.bge-zh.version = \"2.1.0\", subsystem-defaults.version = \"2.2.0\" }");
        var expected = await Task.WhenAll(texts.Select(text => RouteAsync(text.Any(IsChinese) ? chinese : english, text)));
        var found = await Task.WhenAll(texts.Select(text => RouteAsync(node, text)));
        foreach (var (one, other) in expected.Zip(found))
        {
            Assert.False(other.Partial);
            Assert.Equal((one.Text, one.Outcome, one.Subsystem, one.Intent), (other.Text, other.Outcome, other.Subsystem, other.Intent));
            Assert.Equal(one.Slots.Select(slot => (slot.Type, slot.Start, slot.End, slot.Value)), other.Slots.Select(slot => (slot.Type, slot.Start, slot.End, slot.Value)));
            Assert.Equal(one.Score, other.Score, 1e-3);
        }
    }

    private static async Task<RouterNode> AloneAsync(string text)
    {
        using var alone = new TestInstallation(Shared);
        File.AppendAllText(alone.ConfigurationFile, "\n" + text);
        return await RouterNode.StartAsync(alone.Configuration(OpenGate), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<RouteDecision> RouteAsync(RouterNode node, string text) =>
        Assert.IsType<RouteDecision>(await node.Queries.RouteAsync(new RouteRequest(text), CancellationToken.None));

    private Task<RouterNode> StartAsync(RouterConfiguration configuration) => RouterNode.StartAsync(
        configuration,
        (subsystem, judge) => batch =>
        {
            foreach (var query in batch.Queries) _judged.Add((subsystem, batch.Backbone, query.Query.Text.Text));
            return judge(batch);
        },
        NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
}
