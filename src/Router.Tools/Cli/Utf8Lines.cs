using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>One line of a file.</summary>
/// <param name="Text">The line without its end; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
/// <param name="EndOffset">Bytes read up to its end, for a progress bar.</param>
internal readonly record struct Utf8Line(string? Text, string? Problem, long EndOffset);

/// <summary>
/// Reads lines of UTF-8 with bounded memory. A line that is not UTF-8, or longer than any text may be, is reported as such and does
/// not end the reading, so that line n of the answers belongs to line n of the file.
/// </summary>
internal static class Utf8Lines
{
    /// <summary>Longest line in bytes.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a stream; the last need not end in a line feed; a byte order mark at the start is skipped.</summary>
    public static async IAsyncEnumerable<Utf8Line> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: MaxLineBytes, leaveOpen: true));
        var (offset, overlong, first) = (0L, false, true);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                offset += line.Length + 1;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                yield return overlong ? TooLong(offset) : Decode(line, offset, first);
                (overlong, first) = (false, false);
            }
            if (result.IsCompleted)
            {
                offset += buffer.Length;
                if (overlong) yield return TooLong(offset);
                else if (buffer.Length > 0) yield return Decode(buffer, offset, first);
                break;
            }
            if (buffer.Length > MaxLineBytes)
            {
                overlong = true;
                offset += buffer.Length;
                buffer = buffer.Slice(buffer.End);
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        await reader.CompleteAsync();
    }

    private static Utf8Line TooLong(long offset) => new(null, $"is longer than {MaxLineBytes} bytes", offset);

    private static Utf8Line Decode(in ReadOnlySequence<byte> line, long offset, bool first)
    {
        if (line.Length > MaxLineBytes) return TooLong(offset);
        try
        {
            var text = Strict.GetString(line);
            var start = first && text.StartsWith('\uFEFF') ? 1 : 0;
            var end = text.EndsWith('\r') ? text.Length - 1 : text.Length;
            return new Utf8Line(start <= end ? text[start..end] : "", null, offset);
        }
        catch (DecoderFallbackException)
        {
            return new Utf8Line(null, "is not valid UTF-8", offset);
        }
    }
}
