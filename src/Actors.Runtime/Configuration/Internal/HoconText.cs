using System.Globalization;
using System.Text;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>A text with a reading position: white space, comments, quoted and unquoted strings.</summary>
internal sealed class HoconText(string text)
{
    /// <summary>Characters that may not stand in an unquoted string; '+' is one only before '='.</summary>
    private const string Reserved = "$\"{}[]:=,#`^?!@*&\\";

    public int Position { get; private set; }

    public bool AtEnd => Position >= text.Length;

    /// <summary>The next character, or NUL at the end of the text.</summary>
    public char Peek() => AtEnd ? '\0' : text[Position];

    public bool StartsWith(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    public void Advance(int count) => Position += count;

    public void MoveTo(int position) => Position = position;

    public bool TryTake(char expected)
    {
        if (AtEnd || text[Position] != expected) return false;
        Position++;
        return true;
    }

    /// <summary>Whether the next character can continue an unquoted string.</summary>
    public bool AtUnquoted(bool inKey)
    {
        if (AtEnd) return false;
        var c = text[Position];
        if (IsSpace(c) || Reserved.Contains(c, StringComparison.Ordinal) || (inKey && c == '.')) return false;
        return !StartsWith("//") && !StartsWith("+=") && !(inKey && c == '+');
    }

    public string TakeUnquoted(bool inKey)
    {
        var start = Position;
        while (AtUnquoted(inKey)) Position++;
        return text[start..Position];
    }

    /// <summary>White space up to the end of the line.</summary>
    public string TakeSpaces()
    {
        var start = Position;
        while (!AtEnd && text[Position] != '\n' && IsSpace(text[Position])) Position++;
        return text[start..Position];
    }

    /// <summary>Skips white space, line ends and comments; answers whether there was a line end.</summary>
    public bool SkipBlank()
    {
        var sawLineEnd = false;
        while (!AtEnd)
        {
            if (AtComment())
            {
                SkipLine();
                continue;
            }

            if (!IsSpace(text[Position])) break;
            sawLineEnd |= text[Position++] == '\n';
        }

        return sawLineEnd;
    }

    public bool AtComment() => Peek() == '#' || StartsWith("//");

    /// <summary>A string in double quotes, JSON escapes resolved, or one in three double quotes, taken as it stands.</summary>
    public StringBuilder TakeQuoted(StringBuilder into) => StartsWith("\"\"\"") ? TakeTripleQuoted(into) : TakeSingleQuoted(into);

    public ConfigurationException Error(string what) => Error(what, Position);

    /// <summary>An error whose message begins with the line and column of a position.</summary>
    public ConfigurationException Error(string what, int at, Exception? cause = null)
    {
        at = Math.Min(at, text.Length);
        var line = text.AsSpan(0, at).Count('\n') + 1;
        var column = at - (at == 0 ? -1 : text.LastIndexOf('\n', at - 1));
        return new ConfigurationException($"line {line}, column {column}: {what}", cause);
    }

    /// <summary>The next character as it may stand in a message.</summary>
    public string Shown() => AtEnd ? "the end of the text" : text[Position] switch
    {
        '\n' => "the end of the line",
        var c when char.IsControl(c) || char.IsSurrogate(c) => $"the character U+{(int)c:X4}",
        var c => $"'{c}'",
    };

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is '\uFEFF' or (>= '\u001C' and <= '\u001F');

    private void SkipLine()
    {
        var end = text.IndexOf('\n', Position);
        Position = end < 0 ? text.Length : end;
    }

    private StringBuilder TakeTripleQuoted(StringBuilder into)
    {
        var opening = Position;
        Position += 3;
        var end = text.IndexOf("\"\"\"", Position, StringComparison.Ordinal);
        if (end < 0) throw Error("this string in three double quotes is never closed", opening);
        while (end + 3 < text.Length && text[end + 3] == '"') end++;
        into.Append(text, Position, end - Position);
        Position = end + 3;
        return into;
    }

    private StringBuilder TakeSingleQuoted(StringBuilder into)
    {
        var opening = Position++;
        while (!AtEnd && text[Position] != '\n')
        {
            var c = text[Position++];
            if (c == '"') return into;
            into.Append(c == '\\' ? TakeEscape() : c);
        }

        throw Error("this quoted string is not closed on its line", opening);
    }

    private char TakeEscape()
    {
        var start = Position - 1;
        var escaped = Peek();
        Position++;
        return escaped switch
        {
            '"' or '\\' or '/' => escaped,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeCodeUnit(start),
            _ => throw Error("an unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits", start),
        };
    }

    private char TakeCodeUnit(int start)
    {
        if (Position + 4 > text.Length ||
            !ushort.TryParse(text.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw Error("\\u needs four hexadecimal digits", start);
        Position += 4;
        return (char)unit;
    }
}
