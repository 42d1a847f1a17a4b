using System.Text;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>Reads the keys in front of a separator, or the path in a substitution.</summary>
internal static class HoconKeys
{
    /// <summary>One or more path elements with dots between them; white space around an element does not belong to it.</summary>
    public static List<string> Parse(HoconText text)
    {
        var keys = new List<string>();
        do keys.Add(ParseElement(text));
        while (text.TryTake('.'));
        return keys;
    }

    private static string ParseElement(HoconText text)
    {
        var element = new StringBuilder();
        var isEmpty = true;
        while (true)
        {
            var blank = text.TakeSpaces();
            var quoted = text.Peek() == '"';
            if (!quoted && !text.AtUnquoted(inKey: true)) break;
            if (!isEmpty) element.Append(blank);
            isEmpty = false;
            if (quoted) text.TakeQuoted(element);
            else element.Append(text.TakeUnquoted(inKey: true));
        }

        if (isEmpty) throw text.Error($"a key was expected, not {text.Shown()}");
        return element.ToString();
    }
}
