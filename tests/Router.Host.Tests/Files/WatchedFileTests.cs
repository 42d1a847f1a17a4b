using Router.Contracts;
using Router.Host.Files;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Files;

public sealed class WatchedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CapturedLog _log = new();

    private string Path => _directory["file"];

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void A_change_counts_after_a_second()
    {
        var file = Open("one");
        File.WriteAllText(Path, "two");

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("one", file.Current);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("two", file.Current);
        Assert.Contains($"{Path} was changed", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_turned_to_another_file_counts()
    {
        File.WriteAllText(_directory["a"], "one");
        File.WriteAllText(_directory["b"], "two");
        File.CreateSymbolicLink(Path, _directory["a"]);
        var file = Open();
        File.Delete(Path);
        File.CreateSymbolicLink(Path, _directory["b"]);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("two", file.Current);
    }

    [Fact]
    public void What_was_read_last_counts_while_the_file_is_wrong_or_gone_and_that_is_told_once()
    {
        var file = Open("one");
        foreach (var _ in Enumerable.Range(0, 3)) Become("wrong");
        File.Delete(Path);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one", file.Current);
        Become("two", "two");

        Assert.Single(_log.Text.Split('\n'), line => line.Contains("counts on: is wrong", StringComparison.Ordinal));
        Assert.Single(_log.Text.Split('\n'), line => line.Contains("counts on: cannot be read", StringComparison.Ordinal));

        void Become(string text, string expected = "one")
        {
            File.WriteAllText(Path, text);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(expected, file.Current);
        }
    }

    [Fact]
    public void Files_that_belong_together_change_together()
    {
        var (one, other) = (_directory["one"], _directory["other"]);
        File.WriteAllText(one, "a1");
        File.WriteAllText(other, "b1");
        var pair = new WatchedFile<string>(
            [new NamedFile("router.x", one), new NamedFile("router.y", other)],
            texts => texts[0][1] == texts[1][1] ? string.Concat(texts) : throw new FormatException("do not fit"), _log.CreateLogger("x"), _time);
        pair.Open();

        Assert.Equal("a1b1", After(one, "a2"));
        Assert.Equal("a2b2", After(other, "b2"));
        File.Delete(other);
        Assert.Equal("a2b2", After(one, "a3"));
        Assert.Equal("a3b3", After(other, "b3"));

        Assert.Single(_log.Text.Split('\n'), line => line.StartsWith($"{one} and {other} is not used", StringComparison.Ordinal) && line.Contains("do not fit", StringComparison.Ordinal));
        Assert.Single(_log.Text.Split('\n'), line => line.StartsWith($"{other} is not used", StringComparison.Ordinal) && line.Contains("cannot be read", StringComparison.Ordinal));

        string After(string path, string text)
        {
            File.WriteAllText(path, text);
            _time.Advance(TimeSpan.FromSeconds(1));
            return pair.Current;
        }
    }

    [Theory]
    [InlineData(1024 * 1024, true)]
    [InlineData((1024 * 1024) + 1, false)]
    public void The_size_is_bounded(int size, bool isTaken)
    {
        if (isTaken) Assert.Equal(size, Open(new string('a', size)).Current.Length);
        else Assert.Contains("at most 1048576 bytes are allowed", Refused(new string('a', size)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_does_not_start_on_a_file_that_is_wrong()
    {
        Assert.Equal($"router.x: {Path}: cannot be read", Refused(content: null));
        Assert.Equal($"router.x: {Path}: is wrong", Refused("wrong"));
    }

    private string Refused(string? content) => Assert.Throws<ConfigurationError>(() => Open(content)).Message;

    private WatchedFile<string> Open(string? content = null)
    {
        if (content is not null) File.WriteAllText(Path, content);
        var file = new WatchedFile<string>("router.x", Path, text => text == "wrong" ? throw new FormatException("is wrong") : text, _log.CreateLogger("x"), _time);
        file.Open();
        return file;
    }
}
