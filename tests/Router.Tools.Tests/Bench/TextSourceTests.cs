using Router.Host;
using Router.Tools.Bench;

namespace Router.Tools.Tests.Bench;

public sealed class TextSourceTests
{
    private static readonly string[] Texts = ["turn on the lights", "打开窗帘"];

    [Fact]
    public void The_same_seed_gives_the_same_texts() =>
        Assert.Equal(Take(new TextSource(Texts, vary: true, seed: 3)), Take(new TextSource(Texts, vary: true, seed: 3)));

    [Fact]
    public void As_they_stand_the_texts_repeat() =>
        Assert.Equal(Texts.Order(), Take(new TextSource(Texts, vary: false, seed: 3)).Distinct().Order());

    [Fact]
    public void With_filler_words_few_texts_repeat_and_each_ends_with_its_own()
    {
        var texts = Take(new TextSource(Texts, vary: true, seed: 3));

        Assert.InRange(texts.Distinct().Count(), texts.Length * 95 / 100, texts.Length);
        Assert.All(texts, text => Assert.True(text.EndsWith(" turn on the lights") || text.EndsWith("打开窗帘")));
    }

    [Fact]
    public async Task Blank_lines_and_comments_are_no_texts()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["texts.txt"], "# comment\n\none\n  \ntwo\n");

        Assert.Equal(["one", "two"], await TextSource.ReadAsync(directory["texts.txt"], CancellationToken.None));
    }

    private static string[] Take(TextSource source) => [.. Enumerable.Range(0, 1000).Select(_ => source.Next())];
}
