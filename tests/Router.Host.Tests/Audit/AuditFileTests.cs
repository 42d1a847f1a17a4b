using System.Text;
using Router.Host.Security;

namespace Router.Host.Tests.Audit;

public sealed class AuditFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory["audit"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lines_are_added_behind_those_that_are_there()
    {
        File.WriteAllText(Path, "one\n");
        Append(Open(), "two");
        Append(Open(), "three");

        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(Path));
        Assert.Equal(Path, Assert.Single(Directory.GetFiles(_directory.Path)));
    }

    [Theory]
    [InlineData(5, "12345\n", 1)]
    [InlineData(6, "123456\n", 2)]
    public void A_file_is_filled_up_to_its_bound_and_no_further(int length, string expected, int files)
    {
        var file = Open(maxBytes: 16);
        Append(file, new string('x', 9));
        Append(file, "123456"[..length]);

        Assert.Equal(files, Directory.GetFiles(_directory.Path).Length);
        Assert.EndsWith(expected, File.ReadAllText(Path), StringComparison.Ordinal);
        if (files > 1) Assert.Equal("xxxxxxxxx\n", File.ReadAllText($"{Path}.1"));
    }

    [Fact]
    public void A_line_that_is_larger_than_a_file_has_one_for_itself()
    {
        var file = Open(maxBytes: 16);
        foreach (var length in new[] { 3, 40, 3 }) Append(file, new string('x', length));

        Assert.Equal([4, 41, 4], new[] { $"{Path}.2", $"{Path}.1", Path }.Select(path => new FileInfo(path).Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void What_is_kept_are_the_last_lines_whole_and_in_their_order(int keep)
    {
        var random = new Random(keep);
        var (file, written) = (Open(maxBytes: 200, keep), new List<string>());
        for (var i = 0; i < 300; i++)
        {
            written.Add($"{i} {new string('x', random.Next(60))}");
            Append(file, written[^1]);
        }
        var files = Enumerable.Range(1, keep).Reverse().Select(number => $"{Path}.{number}").Append(Path).Where(File.Exists).ToArray();
        var kept = files.SelectMany(File.ReadAllLines).ToArray();

        Assert.Equal(Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.All(files, path => Assert.InRange(new FileInfo(path).Length, 1, 200));
        Assert.Equal(written.TakeLast(kept.Length), kept);
        // All of it takes some sixty files.
        if (keep == 100) Assert.Equal(written.Count, kept.Length);
        else Assert.Equal(keep + 1, files.Length);
    }

    [Fact]
    public void Lines_of_many_threads_are_all_there_and_whole()
    {
        var file = Open(maxBytes: 500, keep: 1000);
        Parallel.For(0, 200, i => Append(file, $"{i}"));

        var lines = Directory.GetFiles(_directory.Path).SelectMany(File.ReadAllLines);
        Assert.Equal(Enumerable.Range(0, 200), lines.Select(int.Parse).Order());
    }

    [Fact]
    public void What_a_crash_cut_off_stays_on_a_line_of_its_own()
    {
        File.WriteAllText(Path, "one\ntw");
        Append(Open(), "three");

        Assert.Equal("one\ntw\nthree\n", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_was_moved_away_is_begun_anew()
    {
        var file = Open();
        Append(file, "one");
        File.Move(Path, _directory["elsewhere"]);
        Append(file, "two");

        Assert.Equal(("one\n", "two\n"), (File.ReadAllText(_directory["elsewhere"]), File.ReadAllText(Path)));
    }

    [Fact]
    public void Others_may_not_read_it()
    {
        if (OperatingSystem.IsWindows()) return;
        Append(Open(), "one");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_not_passed_over()
    {
        Directory.CreateDirectory(Path);
        Assert.ThrowsAny<Exception>(() => Append(Open(), "one"));
        Assert.Throws<DirectoryNotFoundException>(() => Append(new AuditFile(new AuditSettings(_directory["no", "where"], 100, 1)), "one"));
        if (OperatingSystem.IsLinux()) Assert.Throws<IOException>(() => Append(new AuditFile(new AuditSettings("/dev/full", 100, 1)), "one"));
    }

    [Fact]
    public void A_file_that_cannot_be_followed_by_another_is_not_written_over()
    {
        var file = Open(maxBytes: 10);
        Append(file, "123456789");
        Directory.CreateDirectory($"{Path}.1");
        Assert.ThrowsAny<Exception>(() => Append(file, "next"));

        Assert.Equal("123456789\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Two_processes_do_not_write_at_once()
    {
        var file = Open();
        using (new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)) Assert.Throws<IOException>(() => Append(file, "one"));
        Append(file, "two");

        Assert.Equal("two\n", File.ReadAllText(Path));
    }

    private AuditFile Open(long maxBytes = 1000, int keep = 2) => new(new AuditSettings(Path, maxBytes, keep));

    private static void Append(AuditFile file, string line) => file.Append(Encoding.UTF8.GetBytes($"{line}\n"));
}
