using System.Text;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>Paths such as <c>router.http."a.b"</c>.</summary>
internal static class HoconPath
{
    /// <summary>The keys of a path, unquoted.</summary>
    public static List<string> Split(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var keys = new List<string>();
        var start = 0;
        while (true)
        {
            var end = EndOfKey(path, start);
            var key = path[start..end];
            keys.Add(key.Length >= 2 && key[0] == '"' && key[^1] == '"' ? Unquote(key) : key);
            if (end == path.Length) return keys;
            start = end + 1;
        }
    }

    /// <summary>The path of some keys, each quoted when it needs to be.</summary>
    public static string Join(IEnumerable<string> keys) => string.Join('.', keys.Select(Quote));

    /// <summary>One key, quoted when it needs to be.</summary>
    public static string Quote(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? key
        : HoconRenderer.Quoted(key);

    private static int EndOfKey(string path, int start)
    {
        var quoted = false;
        for (var i = start; i < path.Length; i++)
        {
            if (quoted && path[i] == '\\') i++;
            else if (path[i] == '"') quoted = !quoted;
            else if (path[i] == '.' && !quoted) return i;
        }

        return path.Length;
    }

    private static string Unquote(string quoted)
    {
        if (!quoted.Contains('\\', StringComparison.Ordinal)) return quoted[1..^1];
        return new HoconText(quoted).TakeQuoted(new StringBuilder()).ToString();
    }
}
