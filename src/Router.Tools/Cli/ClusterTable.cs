using System.Globalization;
using Router.Contracts;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary>A cluster as a table.</summary>
internal static class ClusterTable
{
    public static void Print(ClusterStatus status)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = DecisionView.RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("node", "address", "status", "zone", "roles", "version", "runs", "encodes", "sent", "received");
        foreach (var member in status.Members)
        {
            var state = member.Trusted ? member.Status : $"{member.Status}, out of reach";
            table.AddRow(
                new Text(member.Name), new Text(member.Address), new Text(state), new Text(member.Zone), new Text(string.Join(' ', member.Roles)),
                new Text(member.Version), new Text(string.Join(' ', member.Replicas)), new Text(string.Join(", ", member.Devices.Select(Describe))),
                new Text(Describe(member.Traffic, kind => kind.SentBytes)), new Text(Describe(member.Traffic, kind => kind.ReceivedBytes)));
        }
        AnsiConsole.Write(table);
        var coordinator = status.Coordinator.Length > 0 ? $"; {status.Coordinator} has the coordinator" : "";
        var served = status.Unserved.Count == 0 ? "every subsystem is served" : $"nobody serves {string.Join(", ", status.Unserved)}";
        var encoded = status.MissingBackbones.Count == 0 ? "" : $"; no device within reach has {string.Join(", ", status.MissingBackbones)}";
        Console.Out.WriteLine($"{status.Members.Count} members, as {status.Node} knows{coordinator}; {served}{encoded}.");
    }

    /// <summary>A device and how many queries it has, such as <c>bge-en 2.0.0 on cpu: 3</c>.</summary>
    public static string Describe(DeviceReport device) => string.Create(CultureInfo.InvariantCulture, $"{device.Backbone} on {device.Device}: {device.Queries}");

    /// <summary>The kinds with bytes, the most first, such as <c>states 1.2 MB, verdicts 0.3 MB</c>.</summary>
    public static string Describe(IEnumerable<MessageTraffic> traffic, Func<MessageTraffic, long> bytesOf) => string.Join(
        ", ",
        traffic.Where(kind => bytesOf(kind) > 0).OrderByDescending(bytesOf)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Message} {bytesOf(kind) / 1e6:0.000} MB")));
}
