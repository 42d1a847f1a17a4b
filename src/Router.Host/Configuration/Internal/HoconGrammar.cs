using System.Buffers;

namespace Router.Host.Configuration.Internal;

/// <summary>
/// Checks a text against the grammar of HOCON. Akka.NET's parser takes most of what is wrong for something else (a bracket that is not closed,
/// one too many, a key without a value), does not end with some of it (<c>a = [}</c>), recurses without a bound, and gives no lines.
/// </summary>
internal sealed class HoconGrammar
{
    /// <summary>Objects, lists and elements of keys within each other; the router's own keys have five.</summary>
    public const int Deepest = 32;

    private const char End = '\0';
    private const string Include = "include";
    private static readonly SearchValues<char> NotUnquoted = SearchValues.Create("$\"{}[]:=,#`^?!@*&\\");
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string _text;
    private readonly List<HoconEdit> _edits = [];
    private int _at;

    private HoconGrammar(string text) => _text = text;

    /// <summary>Checks a text.</summary>
    /// <returns>Where it has what Akka.NET's parser reads otherwise, in order.</returns>
    /// <exception cref="FileProblem">It is no HOCON, or none that Akka.NET reads; the message names the line and the column.</exception>
    public static List<HoconEdit> Check(string text)
    {
        var grammar = new HoconGrammar(text);
        grammar.Root();
        return grammar._edits;
    }

    /// <summary>A place as messages name it.</summary>
    public static string PlaceOf(string text, int at) => $"line {text.AsSpan(0, at).Count('\n') + 1}, column {at - text.AsSpan(0, at).LastIndexOf('\n')}";

    private void Root()
    {
        SkipAll();
        if (Next == '{')
        {
            Pass();
            Members('}', depth: 1);
            _edits.Add(new HoconEdit(_at - 1, _at));
        }
        else
        {
            Members(End, depth: 1);
        }
        SkipAll();
        if (_at < _text.Length) throw Wrong("the end of the file");
    }

    private char Next => _at < _text.Length ? _text[_at] : End;

    /// <summary>Keys with their values, to the bracket that closes them or to the end.</summary>
    private void Members(char close, int depth)
    {
        while (true)
        {
            SkipAll();
            if (Next == close && (close != End || _at == _text.Length))
            {
                if (close != End) _at++;
                return;
            }
            Member(depth);
            Separate(close);
        }
    }

    private void Member(int depth)
    {
        var start = _at;
        if (TryInclude()) return;
        for (Key(); Take('.'); Key()) depth = Deeper(depth);
        SkipAll();
        if (_at + 1 < _text.Length && Next == '+' && _text[_at + 1] == '=') throw Wrong("=, with the whole list: += is not read");
        if (Take('{')) Members('}', Deeper(depth));
        else if (Take('=') || Take(':')) Value(depth, start);
        else throw Wrong("=, : or { after a key");
    }

    private bool TryInclude()
    {
        if (!_text.AsSpan(_at).StartsWith(Include, StringComparison.Ordinal)) return false;
        var (start, after) = (_at, _at + Include.Length);
        _at = after;
        SkipSpaces();
        if (Next == '"')
        {
            Quoted();
            return true;
        }
        if (_at > after && Next is not ('=' or ':' or '{')) throw Wrong("the name of a file, \"…\"");
        _at = start;
        return false;
    }

    private void Key()
    {
        if (Next == '"' && !_text.AsSpan(_at).StartsWith("\"\"\"", StringComparison.Ordinal))
        {
            Quoted();
            return;
        }
        var start = _at;
        while (IsUnquoted(Next) && Next is not ('.' or ' ' or '\t') && !IsComment && !(Next == '+' && _at + 1 < _text.Length && _text[_at + 1] == '=')) _at++;
        if (_at == start) throw Wrong("a key");
    }

    /// <param name="depth">What it lies within.</param>
    /// <param name="owner">Where that starts which has no place when the value is nothing.</param>
    private void Value(int depth, int owner)
    {
        SkipAll();
        var (first, count, kinds) = (_edits.Count, 0, default(Parts));
        while (true)
        {
            SkipSpaces();
            if (IsComment) break;
            var start = _at;
            var part = Part(depth);
            if (part == default) break;
            kinds |= part;
            var isAlone = ++count == 1;
            if ((isAlone || !kinds.HasFlag(Parts.Object)) && !kinds.HasFlag(Parts.List | Parts.Text)) continue;
            _at = start;
            throw Wrong(kinds.HasFlag(Parts.Object)
                ? "a comma, a new line or the end, as nothing stands beside an object"
                : "a list or a text, not one beside the other");
        }
        if (count == 0) throw Wrong("a value");
        if (count == 1 && kinds == Parts.Substitution) _edits[first] = _edits[first] with { Owner = owner };
    }

    private Parts Part(int depth)
    {
        switch (Next)
        {
            case '"':
                Quoted();
                return Parts.Text;
            case '$':
                Substitution();
                return Parts.Substitution;
            case '{':
                _at++;
                Members('}', Deeper(depth));
                return Parts.Object;
            case '[':
                _at++;
                Items(Deeper(depth));
                return Parts.List;
        }
        var start = _at;
        while (IsUnquoted(Next) && Next is not (' ' or '\t') && !IsComment) _at++;
        return _at > start ? Parts.Text : default;
    }

    private void Items(int depth)
    {
        while (true)
        {
            SkipAll();
            if (Take(']')) return;
            Value(depth, _at);
            Separate(']');
        }
    }

    /// <summary>After a member or an item: a comma, a new line, or the end of what it stands in. Akka.NET takes commas in some places only.</summary>
    private void Separate(char close)
    {
        SkipSpaces();
        if (!IsComment && Next is not (',' or '\n' or '\r') && Next != close) throw Wrong(close switch
        {
            ']' => "a comma, a new line or ]",
            '}' => "a comma, a new line or }",
            _ => "a comma, a new line or the end",
        });
        SkipAll();
        if (Next != ',') return;
        Pass();
    }

    /// <summary>Leaves out a comma, or a bracket around the whole.</summary>
    private void Pass() => _edits.Add(new HoconEdit(_at, ++_at));

    private void Substitution()
    {
        var start = _at++;
        if (!Take('{')) throw Wrong("{ after $, as in ${router.http.port}");
        var isOptional = Take('?');
        var path = _at;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '_' or '.') _at++;
        var name = _text[path.._at];
        if (name.Length == 0 || name.Split('.') is { Length: > Deepest } or [""] || name.Split('.').Contains("") || !Take('}'))
            throw Wrong("a key without quotes and spaces, as in ${router.http.port}");
        _edits.Add(new HoconEdit(start, _at, name, isOptional));
    }

    private void Quoted()
    {
        var start = _at;
        var isLong = _text.AsSpan(_at).StartsWith("\"\"\"", StringComparison.Ordinal);
        for (_at += isLong ? 3 : 1; _at < _text.Length; _at++)
        {
            if (Next == '\\')
            {
                _at++;
                Escape();
            }
            else if (!isLong && Next is '\n' or '\r')
            {
                break;
            }
            else if (Next == '"' && (!isLong || _text.AsSpan(_at).StartsWith("\"\"\"", StringComparison.Ordinal)))
            {
                _at += isLong ? 3 : 1;
                return;
            }
        }
        _at = start;
        throw Wrong("a text that is closed with the same quotes");
    }

    /// <summary>Akka.NET reads escapes in long texts, too.</summary>
    private void Escape()
    {
        if (Next == 'u' && _at + 4 < _text.Length && _text.AsSpan(_at + 1, 4).IndexOfAnyExcept(Hexadecimal) < 0) _at += 4;
        else if (!"\"\\/bfnrt".Contains(Next, StringComparison.Ordinal)) throw Wrong("\\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u with four digits");
    }

    private int Deeper(int depth) =>
        depth < Deepest ? depth + 1 : throw Wrong($"at most {Deepest} objects, lists and elements of a key within each other");

    private static bool IsUnquoted(char c) =>
        c is ' ' or '\t' || (!char.IsWhiteSpace(c) && !char.IsControl(c) && !NotUnquoted.Contains(c));

    private bool IsComment => Next == '#' || (Next == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/');

    private bool Take(char c)
    {
        if (Next != c || _at == _text.Length) return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (Next is ' ' or '\t') _at++;
    }

    private void SkipAll()
    {
        while (true)
        {
            while (Next is ' ' or '\t' or '\n' or '\r') _at++;
            if (!IsComment) return;
            while (_at < _text.Length && Next != '\n') _at++;
        }
    }

    private FileProblem Wrong(string allowed)
    {
        var found = Next switch
        {
            _ when _at >= _text.Length => "the end",
            '\n' or '\r' => "the end of the line",
            var c when char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) => $"U+{(int)c:X4}",
            var c => c.ToString(),
        };
        return new FileProblem($"{PlaceOf(_text, _at)}: found {found}; allowed: {allowed}");
    }

    [Flags]
    private enum Parts
    {
        Text = 1,
        Substitution = 2,
        List = 4,
        Object = 8,
    }
}
