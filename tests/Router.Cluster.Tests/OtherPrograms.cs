using System.Globalization;

namespace Router.Cluster.Tests;

/// <summary>What programs other than this one take of the machine's processors, as Linux counts it.</summary>
internal sealed class OtherPrograms
{
    private const int Idle = 3;
    private const int WaitsForDisk = 4;

    /// <summary>Kinds of time that together are all of it; those after them are parts of others.</summary>
    private const int Kinds = 8;

    private const double TicksPerSecond = 100;

    private (double All, double OfOthers) _last = Read();

    /// <summary>From 0 to 1, since it was asked last.</summary>
    public double Share()
    {
        var (now, last) = (Read(), _last);
        _last = now;
        return (now.OfOthers - last.OfOthers) / (now.All - last.All);
    }

    /// <summary>Seconds of all processors together: proc(5), "cpu" in /proc/stat.</summary>
    private static (double All, double OfOthers) Read()
    {
        double[] kinds =
        [
            .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Kinds)
                .Select(ticks => long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture) / TicksPerSecond),
        ];
        var all = kinds.Sum();
        return (all, all - kinds[Idle] - kinds[WaitsForDisk] - Environment.CpuUsage.TotalTime.TotalSeconds);
    }
}
