using System.Text;
using Router.Contracts;

namespace Router.Language.Normalization;

/// <summary>
/// Reads a short text word by word. Letters are lower case; a run of digits with its fraction is a word, and so is each Chinese character,
/// a colon between digits and a per cent sign; other marks only separate words.
/// </summary>
internal sealed class WordReader
{
    /// <summary>Longest text, in UTF-16 units; no number, date or duration needs more.</summary>
    public const int MaxLength = 128;

    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    private WordReader(string text)
    {
        for (var i = 0; i < text.Length; i++) Add(Fold(text[i]), i > 0 ? Fold(text[i - 1]) : ' ', i + 1 < text.Length ? Fold(text[i + 1]) : ' ');
        EndWord();
    }

    /// <summary>Where it reads: a number of words.</summary>
    public int Position { get; set; }

    /// <summary>Whether no word is left.</summary>
    public bool IsAtEnd => Position == _words.Count;

    /// <summary>The next word; empty at the end.</summary>
    public string Next => Position < _words.Count ? _words[Position] : "";

    /// <summary>A reader of a text; null when the text is too long.</summary>
    public static WordReader? Of(string text) => text.Length > MaxLength ? null : new WordReader(text);

    /// <summary>Takes the next word when it is this one.</summary>
    public bool Take(string word)
    {
        if (Next != word) return false;
        Position++;
        return true;
    }

    /// <summary>Takes the next words when they are these: with spaces between them in English, character by character in Chinese.</summary>
    public bool TakeAll(string phrase)
    {
        // Hundreds of phrases are tried on a slot: none is cut into strings.
        var (position, isChinese) = (Position, IsChinese(phrase[0]));
        for (var start = 0; start < phrase.Length; position++)
        {
            var end = isChinese ? start + 1 : phrase.IndexOf(' ', start);
            if (end < 0) end = phrase.Length;
            if (position == _words.Count || !phrase.AsSpan(start..end).SequenceEqual(_words[position])) return false;
            start = isChinese ? end : end + 1;
        }
        Position = position;
        return true;
    }

    /// <summary>Takes the first of these phrases that comes next; longer ones must stand before those that they begin with.</summary>
    public bool TakeAny(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (TakeAll(phrase)) return true;
        }
        return false;
    }

    /// <summary>Takes the next word when the table has it.</summary>
    public bool TakeFrom<T>(IReadOnlyDictionary<string, T> table, out T value)
    {
        if (!table.TryGetValue(Next, out value!)) return false;
        Position++;
        return true;
    }

    /// <summary>Takes the first key of the list that comes next; longer ones must stand before those that they begin with.</summary>
    public bool TakeFrom<T>(ReadOnlySpan<(string Phrase, T Value)> list, out T value)
    {
        foreach (var (phrase, meaning) in list)
        {
            if (!TakeAll(phrase)) continue;
            value = meaning;
            return true;
        }
        value = default!;
        return false;
    }

    /// <summary>Whether a character is a word by itself.</summary>
    public static bool IsChinese(char character) => character is '〇' or >= '\u4E00' and <= '\u9FFF';

    private void Add(char character, char before, char after)
    {
        var (isDigit, endsInDigit) = (char.IsAsciiDigit(character), _word.Length > 0 && char.IsAsciiDigit(_word[^1]));
        if (isDigit || char.IsLetter(character) && !IsChinese(character))
        {
            if (_word.Length > 0 && endsInDigit != isDigit && _word[^1] != '.') EndWord();
            _word.Append(character);
        }
        else if (character == '.' && endsInDigit && char.IsAsciiDigit(after) && !_word.ToString().Contains('.', StringComparison.Ordinal))
        {
            _word.Append(character);
        }
        else if (IsSilent(character, endsInDigit, after))
        {
        }
        else
        {
            EndWord();
            if (IsChinese(character) || character == '%') _words.Add(character.ToString());
            else if (character == ':' && char.IsAsciiDigit(before) && char.IsAsciiDigit(after)) _words.Add(":");
            else if (character is '-' or '−' && char.IsAsciiDigit(after) && !char.IsLetterOrDigit(before)) _words.Add("minus");
        }
    }

    /// <summary>The apostrophe of "o'clock", the dots of "p.m." and the comma of "1,000".</summary>
    private bool IsSilent(char character, bool endsInDigit, char after) => _word.Length > 0 && character switch
    {
        '\'' or '’' => true,
        '.' => !endsInDigit,
        ',' => endsInDigit && char.IsAsciiDigit(after),
        _ => false,
    };

    private void EndWord()
    {
        if (_word.Length == 0) return;
        // "p m" is "pm".
        if (_word.Length == 1 && _word[0] == 'm' && _words is [.., "a" or "p"]) _words[^1] += "m";
        else _words.Add(_word.ToString());
        _word.Clear();
    }

    /// <summary>Full-width forms as the usual ones, letters in lower case.</summary>
    private static char Fold(char character) => char.ToLowerInvariant(character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - 0xFEE0) : character);
}
