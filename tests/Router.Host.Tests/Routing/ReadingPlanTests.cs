using FsCheck;
using FsCheck.Fluent;
using Router.Contracts;
using Router.Host.Routing;

namespace Router.Host.Tests.Routing;

public sealed class ReadingPlanTests
{
    private const string English = "bge-en 2.0.0";
    private const string Chinese = "bge-zh 2.1.0";
    private const string NewChinese = "bge-zh 2.2.0";
    private const string Both = "bfm-mini 1.3.0";

    private static readonly string[] Backbones = [English, Chinese, NewChinese, Both];
    private static readonly string[] Languages = ["en", "zh", "ja", "ko"];

    private static readonly (string Text, string[] Languages)[] Texts =
    [
        ("wake me", ["en"]), ("叫我", ["zh", "ja"]), ("放一首好听的 jazz", ["zh", "ja"]), ("ライト", ["ja"]), ("電気をつけて", ["ja"]), ("불 켜줘", ["ko"]), ("불을 켜줘 tv", ["ko"]), ("7:30", Languages),
    ];

    private static readonly ReadingPlan Two = new([.. Heads("alarm"), .. Heads("iot"), new PlannedHead("news", English, ["en"]), new PlannedHead("poems", Chinese, ["zh"])]);

    [Theory]
    [InlineData("wake me up", English, "alarm iot news")]
    [InlineData("明天早上八点叫我", Chinese, "alarm iot poems")]
    [InlineData("播放 taylor swift", Chinese, "alarm iot poems")]
    [InlineData("play 青花瓷 by jay chou in the living room", Chinese, "alarm iot poems")]
    [InlineData("７点", Chinese, "alarm iot poems")]
    public void A_text_goes_to_the_backbone_of_its_script(string text, string backbone, string subsystems)
    {
        var route = Two.RouteOf(text)!;
        var step = Assert.Single(route.Steps);
        Assert.Equal(backbone, step.Backbone);
        Assert.Equal(subsystems, string.Join(' ', step.Subsystems.Names));
        Assert.Same(step.Subsystems, route.Subsystems);
        Assert.Null(step.Asked);
    }

    [Fact]
    public void A_text_without_letters_goes_to_the_first_head_of_everybody()
    {
        var route = Two.RouteOf("7:30")!;
        Assert.Equal([(English, "alarm iot news"), (Chinese, "poems")], route.Steps.Select(step => (step.Backbone, string.Join(' ', step.Subsystems.Names))));
        Assert.Equal(["alarm", "iot", "news", "poems"], route.Subsystems.Names);
        Assert.Equal(["poems"], route.Steps[1].Asked!.Names);
    }

    [Theory]
    [InlineData("включи музыку")]
    [InlineData("電気をつけて")]
    [InlineData("😀")]
    [InlineData("")]
    public void A_text_that_nobody_reads_has_no_route(string text) => Assert.Null(Two.RouteOf(text));

    [Fact]
    public void While_heads_move_to_another_version_a_text_takes_both_and_the_one_with_most_comes_first()
    {
        var plan = new ReadingPlan(
        [
            new PlannedHead("alarm", NewChinese, ["zh"]), new PlannedHead("alarm", Chinese, ["zh"]),
            new PlannedHead("iot", Chinese, ["zh"]), new PlannedHead("news", Chinese, ["zh"]),
        ]);
        var route = plan.RouteOf("关灯")!;
        Assert.Equal([(Chinese, "iot news"), (NewChinese, "alarm")], route.Steps.Select(step => (step.Backbone, string.Join(' ', step.Subsystems.Names))));
        // The old backbone has a third reader, which is not to judge this text.
        Assert.Equal(["iot", "news"], route.Steps[0].Asked!.Names);
        // Where it is not encoded, the others' verdicts count.
        Assert.Equal(["alarm"], route.Steps[1].Asked!.Names);
    }

    [Fact]
    public void Kinds_that_are_read_alike_have_one_route()
    {
        var plan = new ReadingPlan([new PlannedHead("alarm", Both, ["en", "zh"])]);
        Assert.Same(plan.RouteOf("wake me"), plan.RouteOf("叫我"));
        Assert.Same(plan.RouteOf("wake me"), plan.RouteOf("7"));
        Assert.NotSame(Two.RouteOf("wake me"), Two.RouteOf("叫我"));
        Assert.Same(Two.RouteOf("播放 jazz"), Two.RouteOf("叫我"));
    }

    [Fact]
    public void Every_subsystem_that_serves_a_texts_script_judges_it_once_by_its_first_head_that_does() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Plans().ToArbitrary(), heads =>
        {
            var plan = new ReadingPlan(heads);
            foreach (var (text, languages) in Texts)
            {
                var chosen = (plan.RouteOf(text)?.Steps ?? []).SelectMany(step => step.Subsystems.Names.Select(name => (Subsystem: name, step.Backbone))).ToList();
                // Japanese is a script of its own where it is served, and Chinese beside kana where only Chinese is.
                foreach (var own in heads.GroupBy(head => head.Subsystem).Where(_ => !text.Contains('を')))
                {
                    var first = own.FirstOrDefault(head => head.Languages.Intersect(languages).Any());
                    Assert.Equal(first is null ? [] : [(own.Key, first.Backbone)], chosen.Where(head => head.Subsystem == own.Key));
                }
                Assert.Equal(chosen.Count, chosen.DistinctBy(head => head.Subsystem).Count());
                Assert.Equal(chosen.Select(head => head.Subsystem).Order(StringComparer.Ordinal), plan.RouteOf(text)?.Subsystems.Names.AsEnumerable() ?? []);
                foreach (var step in plan.RouteOf(text)?.Steps ?? [])
                    Assert.Equal(plan.RouteOf(text)!.Steps.Count == 1 && heads.Count(head => head.Backbone == step.Backbone) == step.Subsystems.Names.Count, step.Asked is null);
            }
        }));

    private static PlannedHead[] Heads(string subsystem) => [new(subsystem, English, ["en"]), new(subsystem, Chinese, ["zh"])];

    private static Gen<PlannedHead[]> Plans() =>
        from count in Gen.Choose(1, 5)
        from plans in Gen.ArrayOf(
            from backbones in Gen.Shuffle(Backbones)
            from versions in Gen.Choose(1, Backbones.Length)
            from languages in Gen.ArrayOf(Gen.SubListOf(Languages).Where(list => list.Count > 0), versions)
            select backbones.Take(versions).Zip(languages, (backbone, list) => (backbone, list)).ToArray(), count)
        select plans.SelectMany((versions, i) => versions.Select(version => new PlannedHead($"s{i}", version.backbone, [.. version.list]))).ToArray();
}
