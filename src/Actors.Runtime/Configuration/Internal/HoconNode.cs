namespace Actors.Runtime.Configuration.Internal;

/// <summary>A value as written, before its substitutions are resolved. Offset is its place in the text.</summary>
internal abstract class HoconNode(int offset)
{
    public int Offset { get; } = offset;
}

/// <summary>Text; <c>null</c>, when not quoted, is the null literal. Blank: white space between two other parts of a concatenation.</summary>
internal sealed class HoconLiteralNode(string text, int offset, bool isQuoted = false, bool isBlank = false) : HoconNode(offset)
{
    public string Text { get; } = text;

    public bool IsBlank { get; } = isBlank;

    public bool IsNull { get; } = !isQuoted && text == "null";
}

internal sealed class HoconArrayNode(List<HoconNode> items, int offset) : HoconNode(offset)
{
    public List<HoconNode> Items { get; } = items;
}

/// <summary>Two or more values written one after the other.</summary>
internal sealed class HoconConcatNode(List<HoconNode> parts, int offset) : HoconNode(offset)
{
    public List<HoconNode> Parts { get; } = parts;
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
internal sealed class HoconSubstitutionNode(List<string> path, bool isOptional, int offset) : HoconNode(offset)
{
    public List<string> Path { get; } = path;

    public bool IsOptional { get; } = isOptional;
}

/// <summary>The value that the same field had before; what <c>+=</c> appends to inside of an array, where no path leads.</summary>
internal sealed class HoconPreviousNode(int offset) : HoconNode(offset);

internal sealed class HoconObjectNode(int offset) : HoconNode(offset)
{
    public Dictionary<string, HoconField> Fields { get; } = new(StringComparer.Ordinal);

    public HoconField Field(string key)
    {
        if (!Fields.TryGetValue(key, out var field)) Fields[key] = field = new HoconField();
        return field;
    }

    /// <summary>Assigns every value of <paramref name="later"/> after this object's own.</summary>
    public void Absorb(HoconObjectNode later)
    {
        foreach (var (key, field) in later.Fields)
        {
            var mine = Field(key);
            foreach (var value in field.Values) mine.Assign(value);
        }
    }
}

/// <summary>One key of one object with everything that was assigned to it and can still matter, in order.</summary>
internal sealed class HoconField
{
    public List<HoconNode> Values { get; } = [];

    public void Assign(HoconNode value)
    {
        var last = Values.Count > 0 ? Values[^1] : null;
        switch (value)
        {
            case HoconObjectNode later when last is HoconObjectNode earlier:
                earlier.Absorb(later);
                return;
            case HoconLiteralNode or HoconArrayNode:
            case HoconObjectNode when last is HoconLiteralNode or HoconArrayNode:
                Values.Clear();
                break;
        }

        Values.Add(value);
    }

    /// <summary>
    /// <c>a += b</c> stands for <c>a = ${?a} [b]</c>. Appending to what is an array already lengthens it in place, so that a
    /// long row of appends is not a long chain of substitutions.
    /// </summary>
    /// <param name="path">The path of this field; null inside of an array, where none leads.</param>
    /// <param name="value">The element to append.</param>
    /// <param name="offset">Its place in the text.</param>
    public void Append(List<string>? path, HoconNode value, int offset)
    {
        switch (Values.Count > 0 ? Values[^1] : null)
        {
            case HoconArrayNode array:
                array.Items.Add(value);
                return;
            case HoconConcatNode { Parts: [HoconSubstitutionNode or HoconPreviousNode, HoconArrayNode array] }:
                array.Items.Add(value);
                return;
        }

        HoconNode before = path is null ? new HoconPreviousNode(offset) : new HoconSubstitutionNode(path, isOptional: true, offset);
        Values.Add(new HoconConcatNode([before, new HoconArrayNode([value], offset)], offset));
    }
}
