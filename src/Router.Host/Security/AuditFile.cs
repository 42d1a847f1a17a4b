namespace Router.Host.Security;

/// <summary>
/// A file of lines that is only ever added to. It is opened for each line, as there are few: a file that was moved away or lost its disk is noticed by the
/// next line, and is not written to unseen.
/// </summary>
internal sealed class AuditFile(AuditSettings settings)
{
    private readonly FileStreamOptions _appending = Appending();
    private readonly Lock _lock = new();

    /// <summary>Adds a line; it is on the disk then. What of it was written when there was no room for the rest is taken back.</summary>
    /// <param name="line">The line, with its end.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (new FileInfo(settings.File) is { Exists: true, Length: > 0 and var length } && length + line.Length > settings.MaxBytes) MakeRoom();
            using var file = new FileStream(settings.File, _appending);
            var end = file.Length;
            try
            {
                GoToEnd(file, end);
                file.Write(line);
                file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                TakeBack(file, end);
                throw;
            }
        }
    }

    private static FileStreamOptions Appending()
    {
        // Of two processes with one file, the second to write at the same moment is told so.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void TakeBack(FileStream file, long end)
    {
        try
        {
            file.SetLength(end);
        }
        catch (IOException)
        {
            // The next line begins on a line of its own.
        }
    }

    /// <summary>A line that a crash has cut off ends where it was cut.</summary>
    private static void GoToEnd(FileStream file, long end)
    {
        if (end == 0) return;
        file.Position = end - 1;
        if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
    }

    /// <summary>Gives each file the next number, and lets the last one go.</summary>
    private void MakeRoom()
    {
        for (var number = settings.Keep - 1; number >= 1; number--)
        {
            if (File.Exists(Numbered(number))) File.Move(Numbered(number), Numbered(number + 1), overwrite: true);
        }
        File.Move(settings.File, Numbered(1), overwrite: true);
    }

    private string Numbered(int number) => $"{settings.File}.{number}";
}
