using Router.Contracts;
using Router.Contracts.Configuration;
using Router.Host.Tls;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Cluster;

/// <summary><c>router.cluster</c>: how a node finds the others, and what it does among them.</summary>
public sealed record ClusterSettings
{
    /// <summary>Whether the node is one of a cluster.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Where the other nodes reach this one: an IP address or a host name.</summary>
    public required string Host { get; init; }

    /// <summary>The port there; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Nodes to join at, <c>HOST:PORT</c>; none for the first node of a new cluster.</summary>
    public required IReadOnlyList<string> SeedNodes { get; init; }

    /// <summary>What the node does.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What fails together with this node, such as a rack; "" when nothing is known of that.</summary>
    public required string Zone { get; init; }

    /// <summary>Bytes of layer states that it has sent to another node without an answer yet, at most.</summary>
    public required long MaxUnansweredBytes { get; init; }

    /// <summary>How often it tells the others what it runs, changes apart.</summary>
    public required TimeSpan ReportInterval { get; init; }

    /// <summary>When a verdict is late.</summary>
    public required HedgeSettings Hedge { get; init; }

    /// <summary>How nodes know each other; null for cleartext.</summary>
    public NodeTlsSettings? Tls { get; init; }

    /// <summary>Reads the section.</summary>
    public static ClusterSettings Read(SettingsReader section) => new()
    {
        Enabled = section.Read("enabled", Switch),
        Host = section.Read("host", Word("an IP address or a host name", IsHost)),
        Port = section.Read("port", ValueForms.Port),
        SeedNodes = section.Read("seed-nodes", ListOf(Word("HOST:PORT", IsAddress), least: 0, most: 64)),
        Roles = section.Read("roles", ListOf(Word($"one of {string.Join(", ", NodeRoles.All)}", NodeRoles.All.Contains), most: NodeRoles.All.Count)),
        Zone = section.Read("zone", Word($"{AllowedName}, or \"\" for none", text => text.Length == 0 || IsName(text))),
        MaxUnansweredBytes = section.Read("max-unanswered-bytes", Bytes("64KiB", "64GiB")),
        ReportInterval = section.Read("report-interval", Duration("100ms", "1m")),
        Tls = NodeTlsSettings.Read(section.Section("tls")),
        Hedge = HedgeSettings.Read(section.Section("hedge")),
    };

    private static bool IsHost(string text) => Uri.CheckHostName(text) is not UriHostNameType.Unknown;

    private static bool IsAddress(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && IsHost(text[..colon])
        && ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port)
        && port > 0;
}
