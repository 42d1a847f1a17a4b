using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Host.Files;

/// <summary>A change of files that was looked at.</summary>
/// <param name="Path">Which.</param>
/// <param name="Hash">The SHA-256 of what counts now.</param>
/// <param name="Problem">What is wrong with them, so that they do not count; null where they do.</param>
internal sealed record FileChange(string Path, string Hash, string? Problem);

/// <summary>A file, and the key of the configuration that names it.</summary>
internal sealed record NamedFile(string Key, string Path);

/// <summary>
/// A small file, or several that belong together, that count as they are now: they are read again at most once a second, when they are needed. Reading
/// them whole finds what a watch or a time of change does not: replaced links and file systems of containers. When they turn unreadable or wrong, as
/// while one of two has been replaced and the other has not, what was read last counts.
/// </summary>
/// <param name="files">Where they are.</param>
/// <param name="parse">Their content; a <see cref="FormatException"/> says what is wrong with it, and repeats none of it.</param>
/// <param name="logger">Where changes are told.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Who is told of changes as well; null for nobody.</param>
internal sealed class WatchedFile<T>(
    IReadOnlyList<NamedFile> files, Func<IReadOnlyList<string>, T> parse, ILogger logger, TimeProvider time, Action<FileChange>? changed = null)
    where T : class
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly NamedFile _all = new(Join(files.Select(file => file.Key)), Join(files.Select(file => file.Path)));

    private readonly Lock _reading = new();
    private volatile T? _content;
    private byte[] _hash = [];
    private Problem? _problem;
    private long _readAt;

    /// <summary>One file.</summary>
    public WatchedFile(string key, string path, Func<string, T> parse, ILogger logger, TimeProvider time, Action<FileChange>? changed = null)
        : this([new NamedFile(key, path)], texts => parse(texts[0]), logger, time, changed)
    {
    }

    /// <summary>The content; after <see cref="Open"/>.</summary>
    public T Current
    {
        get
        {
            // One caller reads, however long that takes; the others go on with what they know.
            if (IsOld && _reading.TryEnter())
            {
                try
                {
                    if (IsOld) Refresh();
                }
                finally
                {
                    _reading.Exit();
                }
            }
            return _content!;
        }
    }

    /// <summary>Reads for the first time.</summary>
    /// <exception cref="ConfigurationError">Something cannot be read, or is wrong.</exception>
    public void Open()
    {
        _readAt = time.GetTimestamp();
        if (Read() is { } problem) throw new ConfigurationError($"{problem.File.Key}: {problem.File.Path}: {problem.What}");
    }

    private bool IsOld => time.GetElapsedTime(Volatile.Read(ref _readAt)) >= MaxAge;

    private static string Join(IEnumerable<string> names) => string.Join(" and ", names);

    private void Refresh()
    {
        Volatile.Write(ref _readAt, time.GetTimestamp());
        var (before, known) = (_content, _problem);
        _problem = Read();
        if (_problem is not null && _problem != known) LogMessages.WatchedFileWrong(logger, _problem.File.Path, _problem.What);
        else if (!ReferenceEquals(before, _content)) LogMessages.WatchedFileRead(logger, _all.Path);
        else return;
        changed?.Invoke(new FileChange(_problem?.File.Path ?? _all.Path, Convert.ToHexStringLower(_hash), _problem?.What));
    }

    /// <returns>Null when it went well; else what is wrong.</returns>
    private Problem? Read()
    {
        // Read every second, in the call of somebody who waits for it: not a megabyte of garbage each time.
        const int Room = MaxBytes + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(files.Count * Room);
        try
        {
            var contents = new List<ReadOnlyMemory<byte>>(files.Count);
            foreach (var (index, file) in files.Index())
            {
                if (TryRead(file.Path, buffer.AsMemory(index * Room, Room), out var content) is { } problem) return new Problem(file, problem);
                contents.Add(content);
            }
            byte[] hash = [.. contents.SelectMany(content => SHA256.HashData(content.Span))];
            if (_content is not null && hash.AsSpan().SequenceEqual(_hash)) return null;
            _content = parse([.. contents.Select(content => Encoding.UTF8.GetString(content.Span))]);
            _hash = hash;
            return null;
        }
        catch (FormatException wrong)
        {
            return new Problem(_all, wrong.Message);
        }
        finally
        {
            // Keys are among what is read.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <returns>Null when it went well; else what is wrong.</returns>
    private static string? TryRead(string path, Memory<byte> buffer, out ReadOnlyMemory<byte> content)
    {
        content = default;
        try
        {
            using var file = File.OpenRead(path);
            var length = file.ReadAtLeast(buffer.Span, buffer.Length, throwOnEndOfStream: false);
            content = buffer[..length];
            return length > MaxBytes ? $"is too large; at most {MaxBytes} bytes are allowed" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
    }

    private sealed record Problem(NamedFile File, string What);
}
