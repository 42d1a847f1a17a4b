using Router.Contracts;

namespace Router.Language.Tests.Cutting;

/// <summary>Texts tokenised as the shipped tokenizer does it, but for pieces of words.</summary>
internal static class Texts
{
    public static TokenizedText Tokenize(string text)
    {
        var tokens = new List<Token> { new(0, 0, 0, StartsWord: false) };
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            if (IsLetter(text[at]))
            {
                while (end < text.Length && IsLetter(text[end])) end++;
            }
            tokens.Add(new Token(1, at, end, StartsWord: true));
            at = end;
        }
        tokens.Add(new Token(0, text.Length, text.Length, StartsWord: false));
        return new TokenizedText(text, tokens.ToArray(), truncated: false);
    }

    private static bool IsLetter(char character) => char.IsLetterOrDigit(character) && character < '\u3000';
}
