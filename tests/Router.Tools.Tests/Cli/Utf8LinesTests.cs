using System.Text;
using Router.Host;
using Router.Tools.Cli;

namespace Router.Tools.Tests.Cli;

public sealed class Utf8LinesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("one", new[] { "one" })]
    [InlineData("one\n", new[] { "one" })]
    [InlineData("one\r\ntwo\r\n", new[] { "one", "two" })]
    [InlineData("one\n\n 二 \n\n", new[] { "one", "", " 二 ", "" })]
    [InlineData("\uFEFFone\n\uFEFFtwo", new[] { "one", "\uFEFFtwo" })]
    public async Task Lines_are_cut_at_line_feeds_and_keep_everything_else(string text, string[] expected)
    {
        var lines = await ReadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, lines.Select(line => line.Text));
    }

    [Fact]
    public async Task A_line_that_is_not_utf8_is_reported_and_the_next_is_read()
    {
        var lines = await ReadAsync([.. "a\n"u8, 0xC3, 0x28, (byte)'\n', .. "b"u8]);

        Assert.Equal(["a", null, "b"], lines.Select(line => line.Text));
        Assert.Contains("UTF-8", lines[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_the_bound_is_reported_once_and_the_next_is_read()
    {
        var longest = new string('x', Utf8Lines.MaxLineBytes);
        var lines = await ReadAsync(Encoding.UTF8.GetBytes($"{longest}\n{longest}x\n{longest}{longest}{longest}\nb"));

        Assert.Equal([longest, null, null, "b"], lines.Select(line => line.Text));
    }

    [Fact]
    public async Task The_offsets_end_at_the_length_of_the_file()
    {
        var bytes = Encoding.UTF8.GetBytes($"one\r\n二\n{new string('x', 3 * Utf8Lines.MaxLineBytes)}\nend");

        var lines = await ReadAsync(bytes);

        Assert.Equal(5, lines[0].EndOffset);
        Assert.Equal(9, lines[1].EndOffset);
        Assert.Equal(bytes.Length, lines[^1].EndOffset);
    }

    private static async Task<List<Utf8Line>> ReadAsync(byte[] bytes)
    {
        var lines = new List<Utf8Line>();
        await foreach (var line in Utf8Lines.ReadAsync(new MemoryStream(bytes), CancellationToken.None)) lines.Add(line);
        return lines;
    }
}
