using System.Text;

namespace Router.Language.Tokens;

/// <summary>A text file of a package: strict UTF-8, lines ended by a line feed.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines without their ends; a last line without an end counts.</summary>
    /// <exception cref="ModelPackageException">The bytes are not UTF-8.</exception>
    public static string[] Lines(string file, byte[] content)
    {
        var lines = Decode(file, content).Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static string Decode(string file, byte[] content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException broken)
        {
            var line = 1 + content.AsSpan(0, Math.Clamp(broken.Index, 0, content.Length)).Count((byte)'\n');
            throw PackageError.AtLine(file, line, "bytes that are not UTF-8", "UTF-8");
        }
    }
}
