using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Host.Security;

/// <summary>
/// A small file that counts as it is now: it is read again at most once a second, when it is needed. Reading it whole finds what a watch or
/// a time of change does not: replaced links and file systems of containers. When it turns unreadable or wrong, what was read last counts.
/// </summary>
/// <param name="key">The key of the configuration that names it.</param>
/// <param name="path">Where it is.</param>
/// <param name="parse">Its content; a <see cref="FormatException"/> says what is wrong with it, and repeats none of it.</param>
/// <param name="audit">Where changes are kept.</param>
/// <param name="logger">Where changes are told.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedFile<T>(string key, string path, Func<string, T> parse, AuditLog audit, ILogger logger, TimeProvider time)
    where T : class
{
    private const string Act = "keys.reload";

    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private volatile T? _content;
    private byte[] _bytes = [];
    private string? _problem;
    private long _readAt;

    /// <summary>The content; after <see cref="Open"/>.</summary>
    public T Current
    {
        get
        {
            var readAt = Volatile.Read(ref _readAt);
            // One caller reads; the others go on with what they know.
            if (time.GetElapsedTime(readAt) >= MaxAge && Interlocked.CompareExchange(ref _readAt, time.GetTimestamp(), readAt) == readAt) Refresh();
            return _content!;
        }
    }

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="ConfigurationError">It cannot be read, or is wrong.</exception>
    public void Open()
    {
        _readAt = time.GetTimestamp();
        if (Read() is { } problem) throw new ConfigurationError($"{key}: {path}: {problem}");
    }

    private void Refresh()
    {
        var (before, known) = (_content, _problem);
        _problem = Read();
        if (_problem is not null && _problem != known)
        {
            LogMessages.SecurityFileWrong(logger, path, _problem);
            audit.TryWrite(AuditAct.OfNode(Act, path, ErrorCodes.InvalidArgument) with { Detail = _problem });
        }
        else if (!ReferenceEquals(before, _content))
        {
            LogMessages.SecurityFileRead(logger, path);
            // Nothing waits for it: a key that was taken out does not open anything any more, whether or not that can be written.
            audit.TryWrite(AuditAct.OfNode(Act, path) with { Detail = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(_bytes))}" });
        }
    }

    /// <returns>Null when it went well; else what is wrong.</returns>
    private string? Read()
    {
        // Read every second, in the call of somebody who waits for it: not a megabyte of garbage each time.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            using var file = File.OpenRead(path);
            var length = file.ReadAtLeast(buffer, MaxBytes + 1, throwOnEndOfStream: false);
            if (length > MaxBytes) return $"is too large; at most {MaxBytes} bytes are allowed";
            var bytes = buffer.AsSpan(0, length);
            if (_content is not null && bytes.SequenceEqual(_bytes)) return null;
            _content = parse(Encoding.UTF8.GetString(bytes));
            _bytes = bytes.ToArray();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return error is FormatException ? error.Message : "cannot be read";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
