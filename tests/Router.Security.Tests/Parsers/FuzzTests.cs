using System.Text;

namespace Router.Security.Tests.Parsers;

/// <summary>
/// What reads bytes from outside refuses damaged ones with its own exception, and with no other: JSON and protobuf requests and events, <c>Host</c>, times and
/// zones; keys and HOCON; manifests, vocabularies, characters, lexicons, transitions, weights, references and graphs of packages. Frames and heads of requests are read by
/// the server's own libraries: <see cref="SocketFuzzTests"/> damages them. Messages between nodes are damaged in Router.Contracts.Tests.
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Readers => [.. Reader.All.Keys];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Sound_input_is_read(string reader) => Reader.All[reader].Read(Reader.All[reader].Sound);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_input_is_read_or_refused(string reader) => Damage.Try(500, Reader.All[reader].Sound, Reader.All[reader].TryRead);

    /// <summary>What was found so; the characters stand for bytes.</summary>
    [Theory]
    [InlineData("manifest of a ranker", "{\"name\": \"\u00C3(\"}")]
    [InlineData("manifest of a ranker", "{\"\u00C3(\": 1}")]
    [InlineData("manifest of a ranker", "{\"name\": \"\\ud800\"}")]
    [InlineData("manifest of a ranker", "{\"\\udc00\": 1}")]
    [InlineData("references", "{\"subsystem\": \"\\ud800\", \"ids\": [2, 5, 3]}\n")]
    [InlineData("JSON hypothesis", "{\"type\": \"hypothesis\", \"utteranceId\": \"a\", \"text\": \"b\", \"alternatives\": [null]}")]
    [InlineData("JSON hypothesis", "{\"type\": \"hypothesis\", \"utteranceId\": \"\\ud800\"}")]
    [InlineData("JSON request", "{\"text\": \"a\", \"priority\": \"high, normal\"}")]
    public void What_was_taken_wrongly_once_is_read_or_refused(string reader, string damaged) => Reader.All[reader].TryRead(Encoding.Latin1.GetBytes(damaged));
}
