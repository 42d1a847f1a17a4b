using Microsoft.Extensions.Logging;
using Router.Contracts;
using Router.Host.Node;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Node;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData(2304L, false)]
    [InlineData(2303L, true)]
    [InlineData(256L, true)]
    public void A_limit_below_what_all_connections_need_is_told(long? limit, bool isTold)
    {
        using var log = new CapturedLog(LogLevel.Warning);
        OpenFiles.Check(limit, connections: 2048, log.CreateLogger("a"));
        Assert.Equal(isTold, log.Text.Contains($"{limit} files", StringComparison.Ordinal) && log.Text.Contains("2304", StringComparison.Ordinal));
    }

    [Fact]
    public void A_limit_with_which_no_node_runs_stops_the_start_and_says_what_is_needed()
    {
        using var log = new CapturedLog();
        var failure = Assert.Throws<ConfigurationError>(() => OpenFiles.Check(limit: 64, connections: 2048, log.CreateLogger("a")));
        foreach (var told in new[] { "64 files", "at least 256", "2304", "ulimit -n" }) Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Max open files            1024                 4096                 files     ", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max file locks            1                    1                    locks     ", null)]
    public void The_limit_is_the_soft_one(string line, long? limit) => Assert.Equal(limit, OpenFiles.LimitIn(["Max cpu time  unlimited  unlimited  seconds", line]));

    [Fact]
    public void The_system_says_what_this_process_may_have() => Assert.True(OpenFiles.LimitIn(File.ReadLines("/proc/self/limits")) is null or > 0);
}
