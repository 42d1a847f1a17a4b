using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Router.Contracts;

/// <summary>The forms of fields that several messages of the wire have.</summary>
internal static class WireFields
{
    /// <summary>Id, start, end, and 1 when it starts a word.</summary>
    public const int NumbersPerToken = 4;

    public static ByteString BytesOf(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    public static Guid ToGuid(ByteString bytes) =>
        bytes.Length == 16
            ? new Guid(bytes.Span, bigEndian: true)
            : throw new ArgumentException($"an id has {bytes.Length} bytes, 16 expected", nameof(bytes));

    public static void Write(ReadOnlySpan<Token> tokens, RepeatedField<int> numbers)
    {
        numbers.Capacity = tokens.Length * NumbersPerToken;
        foreach (var token in tokens)
        {
            numbers.Add(token.Id);
            numbers.Add(token.Start);
            numbers.Add(token.End);
            numbers.Add(token.StartsWord ? 1 : 0);
        }
    }

    public static Token[] ReadTokens(RepeatedField<int> numbers, string text)
    {
        if (numbers.Count % NumbersPerToken != 0)
            throw new ArgumentException($"{numbers.Count} token numbers, a multiple of {NumbersPerToken} expected", nameof(numbers));
        var tokens = new Token[numbers.Count / NumbersPerToken];
        for (var i = 0; i < tokens.Length; i++)
        {
            var at = i * NumbersPerToken;
            var token = new Token(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3] != 0);
            if (token.Id < 0 || token.Start < 0 || token.End < token.Start || token.End > text.Length)
                throw new ArgumentException($"token {i} is {token}, outside a text of {text.Length} units", nameof(numbers));
            tokens[i] = token;
        }
        return tokens;
    }
}
