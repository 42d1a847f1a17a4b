using System.Buffers;
using System.Globalization;
using System.Text;

namespace Router.Host.Grpc.Internal;

/// <summary>The form of <c>grpc-message</c>: UTF-8 with everything but printable ASCII, and <c>%</c>, written as <c>%XX</c>.</summary>
internal static class PercentEncoding
{
    /// <summary>Clients bound the trailers of a call, some at 8 KiB; a longer text is cut, so that the status arrives.</summary>
    public const int MaxUnits = 2048;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c != '%')]);

    /// <summary>Encodes a text; a lone surrogate becomes U+FFFD.</summary>
    public static string Encode(string text)
    {
        if (text.Length > MaxUnits) text = text[..(char.IsHighSurrogate(text[MaxUnits - 1]) ? MaxUnits - 1 : MaxUnits)];
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)unit)) encoded.Append((char)unit);
            else encoded.Append('%').Append(unit.ToString("X2"));
        }
        return encoded.ToString();
    }

    /// <summary>Decodes a text. What is not of the form stays as it is; bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%')) return encoded;
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length
                && byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                bytes.Add(unit);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([encoded[i]]));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
