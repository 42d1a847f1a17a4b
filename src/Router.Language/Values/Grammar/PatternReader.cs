using System.Text;

namespace Router.Language.Values.Grammar;

/// <summary>Reads the patterns of a rule: every sequence of words and categories that the groups and the question marks allow.</summary>
/// <param name="text">The patterns.</param>
/// <param name="words">Where their words are put.</param>
/// <param name="category">The number of a category.</param>
internal sealed class PatternReader(string text, Vocabulary words, Func<string, int> category)
{
    private int _at;

    /// <summary>The sequences, each of at least one part, in the order in which they are written; what is optional is there first. A backslash takes the meaning from a mark.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public IEnumerable<IReadOnlyList<Symbol>> Read()
    {
        var patterns = ReadChoice();
        if (_at < text.Length) throw new FormatException($"\"{text[_at]}\" at {_at}");
        return patterns.Where(pattern => pattern.Count > 0).Select(pattern => (IReadOnlyList<Symbol>)[pattern[0] with { IsGlued = false }, .. pattern.Skip(1)]);
    }

    private List<List<Symbol>> ReadChoice()
    {
        var choice = ReadSequence();
        while (_at < text.Length && text[_at] == '|')
        {
            _at++;
            choice.AddRange(ReadSequence());
        }
        return choice;
    }

    private List<List<Symbol>> ReadSequence()
    {
        List<List<Symbol>> sequences = [[]];
        while (_at < text.Length && text[_at] is not ('|' or ')'))
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
                continue;
            }
            var isGlued = _at > 0 && text[_at - 1] is not (' ' or '|' or '(');
            var element = ReadElement();
            if (_at < text.Length && text[_at] == '?')
            {
                _at++;
                element.Add([]);
            }
            sequences = [.. sequences.SelectMany(_ => element, (sequence, tail) => Append(sequence, tail, isGlued))];
        }
        return sequences;
    }

    private static List<Symbol> Append(List<Symbol> sequence, List<Symbol> tail, bool isGlued) =>
        tail.Count == 0 || !isGlued ? [.. sequence, .. tail] : [.. sequence, tail[0] with { IsGlued = true }, .. tail.Skip(1)];

    private List<List<Symbol>> ReadElement()
    {
        if (text[_at] == '(')
        {
            _at++;
            var choice = ReadChoice();
            if (_at++ >= text.Length) throw new FormatException("no \")\"");
            return choice;
        }
        var start = _at;
        if (text[_at] == '<' && text.IndexOf('>', _at) is var close && close > 0)
        {
            _at = close + 1;
            return [[new(true, category(text[(start + 1)..close]), false)]];
        }
        var literal = new StringBuilder();
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('|' or '(' or ')' or '?' or '<'))
        {
            if (text[_at] == '\\') _at++;
            literal.Append(text[_at++]);
        }
        return [[.. Tokenizer.Tokenize($"{literal}", word => words.Add(word.ToString())).Select(token => new Symbol(false, token.Word, token.IsGlued))]];
    }
}
