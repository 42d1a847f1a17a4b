using System.Globalization;
using System.Text;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>Writes values as HOCON that reads back as the same values.</summary>
internal static class HoconRenderer
{
    public static string Render(HoconObject value)
    {
        var text = new StringBuilder();
        WriteFields(text, value, 0);
        return text.ToString();
    }

    public static string Render(HoconValue value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    /// <summary>A short form for messages.</summary>
    public static string Brief(HoconValue value)
    {
        if (value.IsObject()) return "an object";
        return value.IsArray() ? "a list" : value.GetString() is { } text ? Quoted(text) : "null";
    }

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c < ' ') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static void Write(StringBuilder text, HoconValue value, int indent)
    {
        if (value.GetObject() is { } inner)
        {
            text.Append("{\n");
            WriteFields(text, inner, indent + 1);
            text.Append(' ', indent * 2).Append('}');
        }
        else if (value.IsArray())
        {
            WriteArray(text, value, indent);
        }
        else
        {
            text.Append(value.GetString() is { } literal ? Literal(literal) : "null");
        }
    }

    private static void WriteFields(StringBuilder text, HoconObject value, int indent)
    {
        foreach (var (key, item) in value.Items)
        {
            text.Append(' ', indent * 2).Append(HoconPath.Quote(key)).Append(item.IsObject() ? " " : " = ");
            Write(text, item, indent);
            text.Append('\n');
        }
    }

    private static void WriteArray(StringBuilder text, HoconValue value, int indent)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in value.GetArray())
        {
            if (!isFirst) text.Append(", ");
            isFirst = false;
            Write(text, item, indent + 1);
        }

        text.Append(']');
    }

    /// <summary>Numbers and plain words stand without quotes.</summary>
    private static string Literal(string text) =>
        text.Length > 0 && text != "null" && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? text : Quoted(text);
}
