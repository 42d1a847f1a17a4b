using System.Text;

namespace Router.Language.Tokens;

/// <summary>A text file of a package: strict UTF-8, lines ended by a line feed.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines without their ends; a last line without an end counts.</summary>
    /// <param name="file">Named in errors.</param>
    /// <param name="content">The file.</param>
    /// <param name="most">Most lines allowed; counted before anything is made of them.</param>
    /// <exception cref="ModelPackageException">The bytes are not UTF-8, or the lines too many.</exception>
    public static string[] Lines(string file, byte[] content, int most)
    {
        var ends = content.AsSpan().Count((byte)'\n');
        var count = content is [.., not (byte)'\n'] ? ends + 1 : ends;
        if (count > most) throw PackageError.InFile(file, $"{count} lines; allowed: at most {most}");
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
