using Router.Language.Values.Meanings;

namespace Router.Language.Values.Grammar;

/// <summary>
/// All readings of a text's tokens, found from the last token to the first: when a reading is found, all that follow it are known, so that a
/// rule is matched at once or never.
/// </summary>
internal sealed class Chart
{
    /// <summary>More readings that begin at one token are not kept, so that no text costs more than in proportion to its length.</summary>
    private const int MostAtOneToken = 96;

    /// <summary>Tokens of the longest mark, such as 差不多.</summary>
    private const int LongestMark = 3;

    private readonly GrammarRules _grammar;
    private readonly List<Node>?[] _nodes;
    private readonly Node[] _parts = new Node[16];

    private Chart(GrammarRules grammar, string text, IReadOnlyList<Token> tokens)
    {
        (_grammar, Text, Tokens) = (grammar, text, tokens);
        _nodes = new List<Node>?[tokens.Count + 1];
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The grammar.</summary>
    public GrammarRules Grammar => _grammar;

    /// <summary>Its tokens.</summary>
    public IReadOnlyList<Token> Tokens { get; }

    /// <summary>Reads tokens.</summary>
    public static Chart Read(GrammarRules grammar, string text, IReadOnlyList<Token> tokens)
    {
        var chart = new Chart(grammar, text, tokens);
        for (var at = tokens.Count - 1; at >= 0; at--)
        {
            foreach (var rule in grammar.ByWord(tokens[at].Word)) chart.Match(rule, 1, at, at + 1, 0);
            foreach (var scan in grammar.Scanners) scan(chart, at);
        }
        return chart;
    }

    /// <summary>The readings that begin at a token, in the order in which they were found.</summary>
    public IReadOnlyList<Node> At(int token) => _nodes[token] is { } nodes ? nodes : [];

    /// <summary>The first reading of a category that begins at a token; null when there is none.</summary>
    public Node? Find(int token, int category)
    {
        if (token >= Tokens.Count || _nodes[token] is not { } nodes) return null;
        foreach (var node in nodes)
        {
            if (node.Category == category) return node;
        }
        return null;
    }

    /// <summary>Whether an expression may begin or end before a token: not within a word, between digits and letters, or at a mark within digits.</summary>
    public bool IsEdge(int token)
    {
        if (token == 0 || token == Tokens.Count || !Tokens[token].IsGlued) return true;
        if (Tokens[token].IsAlphanumeric && Tokens[token - 1].IsAlphanumeric) return false;
        return !IsWithinDigits(token) && !IsWithinDigits(token - 1) && !IsWithinAddress(token) && !IsWithinAddress(token - 1);
    }

    /// <summary>Whether a token is a per cent sign with letters or digits glued to both sides, as %20 in an address, which is no share.</summary>
    private bool IsWithinAddress(int token) => token > 0 && token + 1 < Tokens.Count && Tokens[token].Kind == TokenKind.Mark && Text[Tokens[token].Start] == '%'
        && Tokens[token].IsGlued && Tokens[token - 1].IsAlphanumeric && Tokens[token + 1] is { IsGlued: true, IsAlphanumeric: true };

    /// <summary>Whether an expression may begin at a token: at an edge, but with no hyphen that belongs to what stands before it.</summary>
    public bool IsStart(int token) =>
        IsEdge(token) && (token == 0 || Tokens[token].Kind != TokenKind.Mark || Tokenizer.Fold(Text[Tokens[token].Start]) != '-'
            || Tokens[token - 1].Kind != TokenKind.Digits && !(Tokens[token].IsGlued && Tokens[token - 1].IsAlphanumeric));

    /// <summary>Whether a reading may be an expression of its own.</summary>
    public bool IsExpression(Node node) => !_grammar.IsInner(node.Category) && IsEdge(node.Start) && IsEdge(node.End);

    /// <summary>Whether the last tokens before another are what has a meaning of a kind.</summary>
    public bool HasUpTo<T>(int token)
        where T : Meaning
    {
        for (var first = token - 1; first >= Math.Max(0, token - LongestMark); first--)
        {
            foreach (var node in At(first))
            {
                if (node.End == token && node.Meaning is T) return true;
            }
        }
        return false;
    }

    /// <summary>Whether what begins with a token has a meaning of a kind.</summary>
    public bool HasAt<T>(int token)
        where T : Meaning
    {
        foreach (var node in At(token))
        {
            if (node.Meaning is T) return true;
        }
        return false;
    }

    /// <summary>Whether what begins with a token before another has a meaning of a kind.</summary>
    public bool HasBefore<T>(int token)
        where T : Meaning
    {
        while (--token >= 0)
        {
            if (HasAt<T>(token)) return true;
        }
        return false;
    }

    /// <summary>Whether a token is the mark of 7:30 or 1.5.</summary>
    private bool IsWithinDigits(int token) =>
        token > 0 && token + 1 < Tokens.Count && Tokens[token].Kind == TokenKind.Mark && (Text[Tokens[token].Start] is ':' or '.' or '：')
        && Tokens[token] is { IsGlued: true } && Tokens[token - 1].Kind == TokenKind.Digits && Tokens[token + 1] is { IsGlued: true, Kind: TokenKind.Digits };

    /// <summary>Adds a reading, and those that rules make of it.</summary>
    public void Add(int start, int end, int category, Meaning meaning) => Add(new(start, end, category, meaning, []));

    private void Add(Node node)
    {
        var nodes = _nodes[node.Start] ??= new(8);
        if (nodes.Count >= MostAtOneToken) return;
        foreach (var other in nodes)
        {
            if (other.Category == node.Category && other.End == node.End && other.Meaning.Equals(node.Meaning)) return;
        }
        nodes.Add(node);
        foreach (var rule in _grammar.ByCategory(node.Category))
        {
            _parts[0] = node;
            Match(rule, 1, node.Start, node.End, 1);
        }
    }

    private void Match(Rule rule, int symbol, int start, int at, int parts)
    {
        if (symbol == rule.Pattern.Count)
        {
            var nodes = parts == 0 ? [] : _parts[..parts];
            if (rule.Compose(new Parts(nodes)) is { } meaning)
            {
                Add(new(start, at, rule.Category, meaning, nodes));
                nodes.CopyTo(_parts, 0);
            }
            return;
        }
        if (at >= Tokens.Count) return;
        var next = rule.Pattern[symbol];
        var token = Tokens[at];
        if (next.IsGlued && !token.IsGlued && token.Kind != TokenKind.Han) return;
        if (!next.IsCategory)
        {
            if (token.Word == next.Number) Match(rule, symbol + 1, start, at + 1, parts);
            return;
        }
        if (_nodes[at] is not { } following) return;
        // Rules that match here add readings only at the start, which comes before.
        for (var i = 0; i < following.Count; i++)
        {
            if (following[i].Category != next.Number) continue;
            _parts[parts] = following[i];
            Match(rule, symbol + 1, start, following[i].End, parts + 1);
        }
    }
}
