using System.Buffers;
using System.Globalization;
using System.Text;

namespace Router.Host.Configuration.Internal;

/// <summary>
/// Checks a text against the grammar of HOCON, and writes it so that Akka.NET's parser reads what it says. That parser takes most of what is
/// wrong for something else (a bracket that is not closed, one too many, a key without a value), does not end with some of it
/// (<c>a = [}</c>), recurses without a bound, gives no lines, and knows neither <c>${?x}</c> nor the environment.
/// </summary>
internal sealed class HoconText
{
    /// <summary>Objects, lists and elements of keys within each other; the router's own keys have five.</summary>
    public const int Deepest = 32;

    private const string Helper = "substitute-";
    private const char End = '\0';
    private const string Include = "include";
    private static readonly SearchValues<char> NotUnquoted = SearchValues.Create("$\"{}[]:=,#`^?!@*&\\");

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string _text;
    private readonly List<Edit> _edits = [];
    private int _at;

    private HoconText(string text) => _text = text;

    /// <summary>Whether there is any substitution.</summary>
    public bool HasSubstitutions => _edits.Exists(edit => edit.Path is not null);

    /// <summary>Checks a text.</summary>
    /// <exception cref="FileProblem">It is no HOCON, or none that Akka.NET reads; the message names the line and the column.</exception>
    public static HoconText Check(string text)
    {
        var hocon = new HoconText(text);
        hocon.SkipAll();
        if (hocon.Next == '{')
        {
            hocon.Pass();
            hocon.Members('}', depth: 1);
            hocon._edits.Add(new Edit(hocon._at - 1, hocon._at));
        }
        else
        {
            hocon.Members(End, depth: 1);
        }
        hocon.SkipAll();
        if (hocon.Next != End) throw hocon.Wrong("the end of the file");
        return hocon;
    }

    /// <summary>The text for Akka.NET, with something in the place of each substitution: for finding out which keys there are.</summary>
    public string WriteKeys() => Write(_ => new Substitute("")).Text;

    /// <summary>The text for Akka.NET.</summary>
    /// <param name="isKey">Whether there is a key. What is none is taken from the environment, or, where it may be missing, left out.</param>
    /// <exception cref="FileProblem">There is no such key and no such variable.</exception>
    public (string Text, IReadOnlyList<string> Helpers) Write(Predicate<string> isKey) => Write(edit =>
    {
        if (isKey(edit.Path!)) return null;
        if (Environment.GetEnvironmentVariable(edit.Path!) is { } value) return new Substitute(value);
        if (edit.IsOptional) return new Substitute("", IsNothing: true);
        throw new FileProblem(
            $"{PlaceOf(edit.Start)}: found ${{{edit.Path}}}; allowed: a key of this file or of what it includes, a variable of the environment, or ${{?{edit.Path}}}, which may be missing");
    });

    /// <param name="substituteOf">What stands in the place of a substitution; null for itself.</param>
    private (string Text, IReadOnlyList<string> Helpers) Write(Func<Edit, Substitute?> substituteOf)
    {
        var (written, values, helpers, done) = (new StringBuilder(_text.Length), new StringBuilder(), new List<string>(), 0);
        foreach (var edit in _edits)
        {
            var substitute = edit.Path is null ? null : substituteOf(edit);
            // A key that would get nothing is not set at all, and keeps what it was set to before.
            var isLeftOut = substitute is { IsNothing: true } && edit.Owner >= 0;
            written.Append(_text, done, (isLeftOut ? edit.Owner : edit.Start) - done);
            done = edit.End;
            if (edit.Path is null) written.Append('\n');
            else if (!isLeftOut) written.Append("${").Append(substitute is null ? edit.Path : Help(substitute.Value)).Append('}');
        }
        return (written.Append(_text, done, _text.Length - done).Append(values).ToString(), helpers);

        // A value stands under a key of its own: in the substitution's place its quotes might meet others.
        string Help(string value)
        {
            helpers.Add($"{Helper}{helpers.Count}");
            values.Append('\n').Append(helpers[^1]).Append(" = ").Append(Quote(value));
            return helpers[^1];
        }
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\' || char.IsControl(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
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
    private void Pass() => _edits.Add(new Edit(_at, ++_at));

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
        _edits.Add(new Edit(start, _at, name, isOptional));
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
        return new FileProblem($"{PlaceOf(_at)}: found {found}; allowed: {allowed}");
    }

    private string PlaceOf(int at) => $"line {_text.AsSpan(0, at).Count('\n') + 1}, column {at - _text.AsSpan(0, at).LastIndexOf('\n')}";

    [Flags]
    private enum Parts
    {
        Text = 1,
        Substitution = 2,
        List = 4,
        Object = 8,
    }

    /// <summary>What is written otherwise: a comma, or a substitution.</summary>
    /// <param name="Start">Its first character.</param>
    /// <param name="End">Behind its last.</param>
    /// <param name="Path">The key that is substituted; null for a comma.</param>
    /// <param name="IsOptional">Whether it may be missing.</param>
    /// <param name="Owner">Where the key or the item starts whose whole value it is; −1 when it is a part of one.</param>
    private sealed record Edit(int Start, int End, string? Path = null, bool IsOptional = false, int Owner = -1);

    /// <summary>What stands in the place of a substitution.</summary>
    /// <param name="Value">A text.</param>
    /// <param name="IsNothing">Whether there is none.</param>
    private sealed record Substitute(string Value, bool IsNothing = false);
}
