namespace Actors.Runtime.Configuration.Internal;

/// <summary>Reads a document by recursive descent into nodes; <see cref="HoconResolver"/> makes the values.</summary>
internal sealed class HoconParser
{
    [ThreadStatic]
    private static int _includeDepth;

    private readonly HoconText _text;
    private readonly Func<string, HoconRoot>? _include;
    private readonly List<HoconSubstitutionNode> _substitutions = [];
    private int _depth;

    private HoconParser(string text, Func<string, HoconRoot>? include)
    {
        _text = new HoconText(text);
        _include = include;
    }

    /// <exception cref="ConfigurationException">The text is not valid HOCON.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? include)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > HoconLimits.MaxTextLength)
            throw new ConfigurationException($"the text has {text.Length} characters; at most {HoconLimits.MaxTextLength} are allowed");
        var parser = new HoconParser(text, include);
        var root = parser.ParseRoot();
        return new HoconResolver(parser._text, root).Resolve(parser._substitutions);
    }

    private HoconObjectNode ParseRoot()
    {
        _text.SkipBlank();
        var root = new HoconObjectNode(_text.Position);
        if (_text.Peek() == '[') throw _text.Error("the document must be an object, not an array");
        if (_text.TryTake('{'))
        {
            ParseFields(root, [], closing: true);
            _text.SkipBlank();
            if (!_text.AtEnd) throw _text.Error($"{_text.Shown()} after the closing brace of the document");
        }
        else
        {
            ParseFields(root, [], closing: false);
        }

        return root;
    }

    /// <summary>Fields up to the closing brace, which is taken, or up to the end of the text. Without a path, inside of an array.</summary>
    private void ParseFields(HoconObjectNode owner, List<string>? path, bool closing)
    {
        var opening = Math.Max(0, _text.Position - 1);
        while (true)
        {
            _text.SkipBlank();
            if (_text.AtEnd)
            {
                if (closing) throw _text.Error("this brace is never closed", opening);
                return;
            }

            if (closing && _text.TryTake('}')) return;
            if (_text.Peek() is ',' or '}' or ']') throw _text.Error($"a key was expected here, not {_text.Shown()}");
            if (!TryParseInclude(owner)) ParseField(owner, path);
            ParseSeparator('}');
        }
    }

    /// <summary>Two neighbours stand on two lines or have one comma between them.</summary>
    private void ParseSeparator(char closing)
    {
        var sawLineEnd = _text.SkipBlank();
        if (_text.TryTake(',') || sawLineEnd || _text.AtEnd || _text.Peek() == closing) return;
        throw _text.Error($"a comma or the end of the line was expected, not {_text.Shown()}");
    }

    private void ParseField(HoconObjectNode owner, List<string>? path)
    {
        var offset = _text.Position;
        var keys = HoconKeys.Parse(_text);
        if (_depth + keys.Count > HoconLimits.MaxDepth) throw TooDeep(offset);
        _text.SkipBlank();
        var append = _text.StartsWith("+=");
        if (append) _text.Advance(2);
        else if (!_text.TryTake('=') && !_text.TryTake(':') && _text.Peek() != '{')
            throw _text.Error($"after the key {HoconPath.Join(keys)}, '=', ':', '+=' or '{{' was expected, not {_text.Shown()}");

        var field = Reach(owner, keys, offset);
        List<string>? full = path is null ? null : [.. path, .. keys];
        _depth += keys.Count;
        var value = ParseValue(full);
        _depth -= keys.Count;
        if (append) field.Append(full, value, offset);
        else field.Assign(value);
    }

    private static HoconField Reach(HoconObjectNode owner, List<string> keys, int offset)
    {
        for (var i = 0; i < keys.Count - 1; i++)
        {
            var field = owner.Field(keys[i]);
            if (field.Values.Count == 0 || field.Values[^1] is not HoconObjectNode) field.Assign(new HoconObjectNode(offset));
            owner = (HoconObjectNode)field.Values[^1];
        }

        return owner.Field(keys[^1]);
    }

    private HoconNode ParseValue(List<string>? path)
    {
        _text.SkipBlank();
        var offset = _text.Position;
        var parts = new List<HoconNode>();
        while (true)
        {
            var blankAt = _text.Position;
            var blank = _text.TakeSpaces();
            if (_text.AtEnd || _text.Peek() is '\n' or ',' or '}' or ']' || _text.AtComment()) break;
            if (blank.Length > 0 && parts.Count > 0) parts.Add(new HoconLiteralNode(blank, blankAt, isBlank: true));
            parts.Add(ParsePart(path));
        }

        return parts.Count switch
        {
            0 => throw _text.Error($"a value was expected, not {_text.Shown()}"),
            1 => parts[0],
            _ when parts.TrueForAll(p => p is HoconLiteralNode) => HoconResolver.JoinText(parts, offset),
            _ => new HoconConcatNode(parts, offset),
        };
    }

    private HoconNode ParsePart(List<string>? path)
    {
        var offset = _text.Position;
        switch (_text.Peek())
        {
            case '"':
                return new HoconLiteralNode(_text.TakeQuoted(new()).ToString(), offset, isQuoted: true);
            case '{':
                return ParseObject(path, offset);
            case '[':
                return ParseArray(offset);
            case '$' when _text.StartsWith("${"):
                return ParseSubstitution(offset);
        }

        if (!_text.AtUnquoted(inKey: false)) throw _text.Error($"{_text.Shown()} must stand in double quotes here");
        return new HoconLiteralNode(_text.TakeUnquoted(inKey: false), offset);
    }

    private HoconObjectNode ParseObject(List<string>? path, int offset)
    {
        Enter(offset);
        _text.Advance(1);
        var node = new HoconObjectNode(offset);
        ParseFields(node, path, closing: true);
        _depth--;
        return node;
    }

    private HoconArrayNode ParseArray(int offset)
    {
        Enter(offset);
        _text.Advance(1);
        var items = new List<HoconNode>();
        while (true)
        {
            _text.SkipBlank();
            if (_text.AtEnd) throw _text.Error("this bracket is never closed", offset);
            if (_text.TryTake(']')) break;
            items.Add(ParseValue(path: null));
            ParseSeparator(']');
        }

        _depth--;
        return new HoconArrayNode(items, offset);
    }

    private HoconSubstitutionNode ParseSubstitution(int offset)
    {
        _text.Advance(2);
        var optional = _text.TryTake('?');
        _text.TakeSpaces();
        var path = HoconKeys.Parse(_text);
        if (!_text.TryTake('}')) throw _text.Error($"'}}' was expected to close the substitution, not {_text.Shown()}");
        if (path.Count > HoconLimits.MaxDepth) throw TooDeep(offset);
        var node = new HoconSubstitutionNode(path, optional, offset);
        _substitutions.Add(node);
        return node;
    }

    /// <summary><c>include "name"</c>; the word include before anything but a quoted string is a key like any other.</summary>
    private bool TryParseInclude(HoconObjectNode owner)
    {
        const string word = "include";
        if (!_text.StartsWith(word)) return false;
        var start = _text.Position;
        _text.Advance(word.Length);
        if (_text.TakeSpaces().Length == 0 || _text.Peek() != '"')
        {
            _text.MoveTo(start);
            return false;
        }

        var name = _text.TakeQuoted(new()).ToString();
        owner.Absorb(HoconNodes.From(Include(name, start), start, depth => { if (_depth + depth > HoconLimits.MaxDepth) throw TooDeep(start); }));
        return true;
    }

    private HoconValue Include(string name, int offset)
    {
        if (_include is null) throw _text.Error($"include \"{name}\": this text is read without a way to find includes", offset);
        if (_includeDepth >= HoconLimits.MaxIncludeDepth)
            throw _text.Error($"include \"{name}\": more than {HoconLimits.MaxIncludeDepth} includes within each other", offset);
        _includeDepth++;
        try
        {
            return _include(name).Value;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw _text.Error($"include \"{name}\": {e.Message}", offset, e);
        }
        finally
        {
            _includeDepth--;
        }
    }

    private void Enter(int offset)
    {
        if (++_depth > HoconLimits.MaxDepth) throw TooDeep(offset);
    }

    private ConfigurationException TooDeep(int offset) => _text.Error($"nested more than {HoconLimits.MaxDepth} deep", offset);
}
