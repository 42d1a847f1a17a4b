namespace Actors.Runtime.Configuration.Internal;

/// <summary>Turns the values of an included document back into nodes.</summary>
internal static class HoconNodes
{
    public static HoconObjectNode From(HoconValue root, int offset, Action<int> checkDepth) =>
        root.GetObject() is { } value ? From(value, offset, 0, checkDepth) : new HoconObjectNode(offset);

    private static HoconObjectNode From(HoconObject value, int offset, int depth, Action<int> checkDepth)
    {
        var node = new HoconObjectNode(offset);
        foreach (var (key, item) in value.Items) node.Field(key).Assign(From(item, offset, depth + 1, checkDepth));
        return node;
    }

    private static HoconNode From(HoconValue value, int offset, int depth, Action<int> checkDepth)
    {
        checkDepth(depth);
        if (value.GetObject() is { } inner) return From(inner, offset, depth, checkDepth);
        if (value.IsArray()) return new HoconArrayNode([.. value.GetArray().Select(v => From(v, offset, depth + 1, checkDepth))], offset);
        return value.GetString() is { } text ? new HoconLiteralNode(text, offset, isQuoted: true) : new HoconLiteralNode("null", offset);
    }
}
