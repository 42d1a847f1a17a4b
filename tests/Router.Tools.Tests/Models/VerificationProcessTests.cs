using System.Diagnostics;
using Router.Tools.Models;

namespace Router.Tools.Tests.Models;

/// <summary>The verifying process is a shell script: it answers, hangs or dies as a package of that name would have it do.</summary>
public sealed class VerificationProcessTests : IDisposable
{
    private const string Script =
        """
        while read package; do
          case "$package" in
            endless) sleep 1000 ;;
            deadly) exit 134 ;;
            *) echo "{\"path\":\"$package\",\"bytes\":7,\"maxDifference\":0.5}" ;;
          esac
        done
        """;

    private readonly VerificationProcess _process = new(
        new ProcessStartInfo("/bin/sh", ["-c", Script]) { UseShellExecute = false }, new VerificationLimits(TimeSpan.FromSeconds(2), 256L << 20));

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task A_package_is_reported_as_the_process_reports_it()
    {
        var report = await _process.VerifyAsync("good", CancellationToken.None);
        Assert.Equal(("good", 7, 0.5, null), (report.Path, report.Bytes, report.MaxDifference, report.Problem));
    }

    [Theory]
    [InlineData("endless", "endless: took more than 2 s; its verification was ended")]
    [InlineData("deadly", "deadly: the process that verified it ended with 134")]
    public async Task A_package_that_does_not_come_to_its_end_is_a_problem_and_the_next_one_is_verified(string package, string problem)
    {
        Assert.Equal(problem, (await _process.VerifyAsync(package, CancellationToken.None)).Problem);
        Assert.Null((await _process.VerifyAsync("good", CancellationToken.None)).Problem);
    }

    [Fact]
    public async Task A_process_that_takes_too_much_memory_is_ended()
    {
        using var shell = new VerificationProcess(
            new ProcessStartInfo("/bin/sh", ["-c", "read package; exec tail /dev/zero"]) { UseShellExecute = false },
            new VerificationLimits(TimeSpan.FromMinutes(2), 256L << 20));
        Assert.Equal("huge: took more than 256 MiB of memory; its verification was ended", (await shell.VerifyAsync("huge", CancellationToken.None)).Problem);
    }

    [Fact]
    public async Task Who_gives_up_does_not_wait_for_the_process()
    {
        using var caller = new CancellationTokenSource();
        var verifying = _process.VerifyAsync("endless", caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }
}
