using System.Globalization;
using Microsoft.Extensions.Logging;
using Router.Contracts;

namespace Router.Host.Node;

/// <summary>Looks before anything is opened whether the process may have as many files open as a node needs: without them it would break off anywhere.</summary>
internal static class OpenFiles
{
    /// <summary>Libraries, models, sockets and events of a node that serves nobody: about 200, counted on Linux.</summary>
    public const int Least = 256;

    private const string Limits = "/proc/self/limits";
    private const string Name = "Max open files";

    /// <summary>Checks the limit of this process.</summary>
    /// <param name="connections">Most connections of all listeners; each is a file.</param>
    /// <param name="logger">Told when the limit is lower than they need.</param>
    /// <exception cref="ConfigurationError">There are too few to start.</exception>
    public static void Check(int connections, ILogger logger) => Check(File.Exists(Limits) ? LimitIn(File.ReadLines(Limits)) : null, connections, logger);

    /// <param name="limit">What the process may have; null where the system does not say, or for any number.</param>
    /// <param name="connections">Most connections.</param>
    /// <param name="logger">Where a low limit is told.</param>
    internal static void Check(long? limit, int connections, ILogger logger)
    {
        var wanted = Least + connections;
        if (limit < Least)
        {
            throw new ConfigurationError(
                $"this process may have {limit} files open; at least {Least} are needed, and {wanted} for as many connections as router.http.max-connections "
                + "and router.grpc.max-connections allow. Raise the limit: ulimit -n in a shell, LimitNOFILE for systemd, --ulimit nofile for containers");
        }
        if (limit < wanted) LogMessages.FewOpenFiles(logger, limit.Value, wanted);
    }

    /// <summary>The limit of files that proc(5) tells; null for none.</summary>
    internal static long? LimitIn(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var words = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
