using System.Text;

namespace Router.Language.Tokens;

/// <summary>What the tokenizer does with a code point.</summary>
internal enum CharacterClass
{
    Letter,
    Space,
    Punctuation,
    Cjk,
    Dropped,
}

/// <summary>
/// Class and mapping of every code point, read from <c>characters.txt</c>. The trainer writes that file, so both sides see
/// the same classes whatever Unicode version their runtime knows.
/// </summary>
internal sealed class CharacterTable
{
    /// <summary>As many as Unicode has code points.</summary>
    private const int MostLines = 0x110000;
    private const int PageSize = 256;
    private const int PageCount = (CodePoint.Last + 1) / PageSize;
    private const int Identity = 0;
    private const int ClassBits = 3;
    private const int ClassMask = (1 << ClassBits) - 1;
    private const int EndBit = 1 << ClassBits;
    private const int MappingShift = ClassBits + 1;

    // An entry is the class in the lowest bits, then whether the code point may end a text, and above 0 for the identity, or 1 + the index of the mapping.
    private readonly int[]?[] _pages = new int[PageCount][];
    private readonly List<int[]> _mappings = [];

    private CharacterTable()
    {
    }

    public CharacterClass ClassOf(int code) => (CharacterClass)(Entry(code) & ClassMask);

    /// <summary>Whether a code point is a mark that is left out where it ends a text.</summary>
    public bool EndsText(int code) => (Entry(code) & EndBit) != 0;

    /// <summary>What a code point is mapped to; false when to itself. Empty for a combining mark.</summary>
    public bool TryMap(int code, out ReadOnlySpan<int> mapped)
    {
        var index = Entry(code) >> MappingShift;
        mapped = index == Identity ? default : _mappings[index - 1];
        return index != Identity;
    }

    private int Entry(int code)
    {
        var page = _pages[code / PageSize];
        return page is null ? 0 : page[code % PageSize];
    }

    private ref int EntryForWriting(int code) => ref (_pages[code / PageSize] ??= new int[PageSize])[code % PageSize];

    /// <exception cref="ModelPackageException">A line is malformed or contradicts an earlier one.</exception>
    public static CharacterTable Parse(string file, byte[] content)
    {
        var table = new CharacterTable();
        var lines = TextFile.Lines(file, content, MostLines);
        for (var i = 0; i < lines.Length; i++) table.ReadLine(new LineReader(file, i + 1, lines[i]));
        if (table.ClassOf(' ') != CharacterClass.Space) throw PackageError.At(file, "U+0020", "another class", "class space");
        return table;
    }

    private void ReadLine(LineReader line)
    {
        switch (line.Keyword)
        {
            case "": break;
            case "drop": SetClass(line, CharacterClass.Dropped); break;
            case "space": SetClass(line, CharacterClass.Space); break;
            case "punctuation": SetClass(line, CharacterClass.Punctuation); break;
            case "cjk": SetClass(line, CharacterClass.Cjk); break;
            case "end": SetEnd(line); break;
            case "map": SetMapping(line); break;
            default: throw line.Wrong(PackageError.Quote(line.Keyword), "drop, space, punctuation, cjk, end or map");
        }
    }

    private void SetClass(LineReader line, CharacterClass value)
    {
        var (first, last) = line.Range();
        for (var code = first; code <= last; code++)
        {
            ref var entry = ref EntryForWriting(code);
            if ((entry & ClassMask) != 0) throw line.Wrong($"a second class for U+{code:X4}", "one class a code point");
            entry |= (int)value;
        }
    }

    private void SetEnd(LineReader line)
    {
        var (first, last) = line.Range();
        for (var code = first; code <= last; code++)
        {
            if (Rune.IsValid(code) && Rune.IsLetterOrDigit(new Rune(code))) throw line.Wrong($"the letter or digit U+{code:X4}", "marks that may end a text");
            EntryForWriting(code) |= EndBit;
        }
    }

    private void SetMapping(LineReader line)
    {
        var (code, mapped) = line.Mapping();
        ref var entry = ref EntryForWriting(code);
        if (entry >> MappingShift != Identity) throw line.Wrong($"a second mapping for U+{code:X4}", "one mapping a code point");
        _mappings.Add(mapped);
        entry |= _mappings.Count << MappingShift;
    }

    private readonly struct LineReader
    {
        private readonly string _file;
        private readonly int _number;
        private readonly string[] _words;

        public LineReader(string file, int number, string line)
        {
            (_file, _number) = (file, number);
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var content = comment < 0 ? line : line[..comment];
            _words = content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }

        public string Keyword => _words.Length == 0 ? "" : _words[0];

        public (int First, int Last) Range()
        {
            if (_words.Length != 2) throw Wrong($"{_words.Length - 1} fields", "one range FIRST-LAST");
            var ends = _words[1].Split('-');
            if (ends.Length > 2) throw Wrong(PackageError.Quote(_words[1]), "one range FIRST-LAST");
            var (first, last) = (Code(ends[0]), Code(ends[^1]));
            if (first > last) throw Wrong(PackageError.Quote(_words[1]), "a range whose first code point is not after its last");
            return (first, last);
        }

        public (int Code, int[] Mapped) Mapping()
        {
            if (_words.Length < 2) throw Wrong("no code point", "map FROM [TO...]");
            var (reader, mapped) = (this, new int[_words.Length - 2]);
            for (var i = 0; i < mapped.Length; i++)
            {
                mapped[i] = reader.Code(_words[i + 2]);
                if (CodePoint.IsSurrogate(mapped[i])) throw Wrong($"surrogate U+{mapped[i]:X4}", "code points other than surrogates");
            }
            return (Code(_words[1]), mapped);
        }

        public ModelPackageException Wrong(string found, string allowed) => PackageError.AtLine(_file, _number, found, allowed);

        private int Code(string digits)
        {
            const System.Globalization.NumberStyles hex = System.Globalization.NumberStyles.AllowHexSpecifier;
            if (digits.Length is >= 1 and <= 6 && int.TryParse(digits, hex, null, out var code) && code <= CodePoint.Last) return code;
            throw Wrong(PackageError.Quote(digits), "a hexadecimal code point, 0000 to 10FFFF");
        }
    }
}
