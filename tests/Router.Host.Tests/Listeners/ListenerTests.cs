using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Tests.Listeners;

public sealed class ListenerTests
{
    /// <summary>Linux gives a user 128 watches unless told otherwise: a machine that has run out of them must still start a node.</summary>
    [Fact]
    public void A_web_server_watches_no_files()
    {
        if (!OperatingSystem.IsLinux()) return;
        var builder = Listener.CreateBuilder(NullLoggerFactory.Instance);

        Assert.DoesNotContain("anon_inode:inotify", Directory.GetFiles("/proc/self/fd").Select(LinkOrNone));
        GC.KeepAlive(builder);
    }

    private static string LinkOrNone(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            // Closed by another test since it was listed.
            return "";
        }
    }
}
