using System.Text.Json.Nodes;
using Router.Inference.Tests.Support;
using Router.Language.Tests.Tokens;

namespace Router.Inference.Tests;

public sealed class ReferenceTextsTests : IDisposable
{
    private const string Good = "{\"subsystem\":\"iot\",\"ids\":[2,5,3]}\n";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Good)]
    [InlineData(Good + "{\"subsystem\":null,\"ids\":[2,0,22,3]}")]
    [InlineData("{\"ids\":[2,5,5,5,5,5,5,3],\"subsystem\":null}\n")]
    public void Lines_as_documented_are_taken(string content) => Check(content);

    [Theory]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,3]}", "line 2: ids: found 2 ids; allowed: 3 to 8")]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,5,5,5,5,5,5,5,3]}", "line 2: ids: found 9 ids; allowed: 3 to 8")]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,23,3]}", "line 2: ids[1]: found 23; allowed: an integer, 0 to 22")]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,-1,3]}", "line 2: ids[1]: found -1; allowed: an integer, 0 to 22")]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[5,5,3]}", "line 2: ids: found 5 and 3 at the ends; allowed: the markers 2 and 3")]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,5,5]}", "line 2: ids: found 2 and 5 at the ends; allowed: the markers 2 and 3")]
    [InlineData("{\"subsystem\":7,\"ids\":[2,5,3]}", "line 2: subsystem: found 7; allowed: a string")]
    [InlineData("{\"ids\":[2,5,3]}", "line 2: subsystem: found nothing; allowed: a string")]
    [InlineData("{\"subsystem\":null}", "line 2: ids: found nothing; allowed: an array of integers")]
    [InlineData("{\"subsystem\":null,\"ids\":[2,5,3],\"text\":\"turn\"}", "line 2: text: found an unknown field; allowed: ids, subsystem")]
    [InlineData("[2,5,3]", "line 2: the file: found an array; allowed: an object")]
    [InlineData("", "line 2: not JSON")]
    public void Any_other_line_is_named(string line, string expected) =>
        Assert.Contains($"references.jsonl: {expected}", Assert.Throws<ModelPackageException>(() => Check($"{Good}{line}\n")).Message);

    [Theory]
    [InlineData(200_000, false)]
    [InlineData(200_001, true)]
    public void There_are_at_most_200000_lines(int lines, bool isTooMany)
    {
        // Lines are counted before any is read, so the first, which is not JSON, is named only where they are few enough.
        var error = Assert.Throws<ModelPackageException>(() => Check(string.Concat(Enumerable.Repeat("x\n", lines))));
        Assert.Contains(isTooMany ? "200001 lines; allowed: at most 200000" : "line 1: not JSON", error.Message);
    }

    [Theory]
    [InlineData(Good, null)]
    [InlineData("{\"subsystem\":\"iot\",\"ids\":[2,5,99,3]}\n", "references.jsonl: line 1: ids[2]: found 99; allowed: an integer, 0 to 22")]
    public void They_are_checked_when_the_package_is_verified(string content, string? expected)
    {
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TinyTokenizer.Bytes(content)));
        TinyModels.Backbone(_directory.Path);
        _directory.Write("references.jsonl", content);
        var manifest = JsonNode.Parse(File.ReadAllText(_directory.File("manifest.json")))!.AsObject();
        manifest["files"]!["references"] = new JsonObject { ["path"] = "references.jsonl", ["sha256"] = digest };
        _directory.Write("manifest.json", manifest.ToJsonString());
        var error = Assert.Throws<ModelPackageException>(() => new ModelVerifier(TestRuntime.Instance, Device.Cpu).VerifyBackbone(ModelPackage.Open(_directory.Path)));
        Assert.Contains(expected ?? "cases: found no cases", error.Message);
    }

    [Fact]
    public void Texts_are_their_pieces_with_one_space_between_words()
    {
        var (word, continuation) = (Array.FindIndex(TinyTokenizer.Pieces, 5, piece => piece[0] != '#'), Array.FindIndex(TinyTokenizer.Pieces, piece => piece.StartsWith("##", StringComparison.Ordinal)));
        var text = Check($"{{\"subsystem\":null,\"ids\":[2,{word},{continuation},{word},3]}}\n").Single();
        var whole = TinyTokenizer.Pieces[word] + TinyTokenizer.Pieces[continuation][2..];

        Assert.Null(text.Subsystem);
        Assert.Equal($"{whole} {TinyTokenizer.Pieces[word]}", text.Text.Text);
        Assert.Equal(["", TinyTokenizer.Pieces[word], TinyTokenizer.Pieces[continuation][2..], TinyTokenizer.Pieces[word], ""], text.Text.Tokens.ToArray().Select(token => text.Text.Text[token.Start..token.End]));
        Assert.Equal([false, true, false, true, false], text.Text.Tokens.ToArray().Select(token => token.StartsWord));
    }

    private static IReadOnlyList<ReferenceText> Check(string content) =>
        ReferenceTexts.Parse("references.jsonl", TinyTokenizer.Bytes(content), TinyTokenizer.Pieces, maxTokens: 8);
}
