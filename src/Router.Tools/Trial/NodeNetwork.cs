using System.ComponentModel;
using System.Diagnostics;
using Router.Tools.Calls;

namespace Router.Tools.Trial;

/// <summary>
/// A network namespace for one node, so that the test of a cut is a cut: packets are lost in the kernel, whatever carries them. Needs root and <c>ip</c> of iproute2, on Linux. All
/// that was made ends with the <see cref="NodeNetworks"/>.
/// </summary>
/// <param name="space">The namespace's name.</param>
/// <param name="address">The node's address in it.</param>
internal sealed class NodeNetwork(string space, string address)
{
    /// <summary>The node's address.</summary>
    public string Address => address;

    /// <summary>The same process, within this network.</summary>
    public ProcessStartInfo Within(ProcessStartInfo start)
    {
        string[] all = ["netns", "exec", space, start.FileName, .. start.ArgumentList];
        return new ProcessStartInfo("ip", all) { UseShellExecute = false };
    }

    /// <summary>From now on nothing that this node sends arrives, and nothing arrives that is sent to it.</summary>
    /// <exception cref="ClusterException">It could not be done.</exception>
    public Task CutAsync() => NodeNetworks.IpAsync("link", "set", space, "down");

    /// <summary>Everything arrives again.</summary>
    /// <exception cref="ClusterException">It could not be done.</exception>
    public Task HealAsync() => NodeNetworks.IpAsync("link", "set", space, "up");
}

/// <summary>The networks of the nodes of a trial, which reach each other and this process over a bridge of the machine's.</summary>
internal sealed class NodeNetworks : IAsyncDisposable
{
    private readonly string _name;
    private readonly List<string> _spaces = [];

    private NodeNetworks(string name) => _name = name;

    /// <summary>The nodes' networks.</summary>
    public IReadOnlyList<NodeNetwork> Nodes { get; private set; } = [];

    /// <summary>Why there can be none here; null when there can.</summary>
    public static async Task<string?> FindProblemAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "cutting networks needs root on Linux";
        var name = $"rt{Environment.ProcessId}";
        try
        {
            await IpAsync("netns", "add", name);
            await IpAsync("netns", "del", name);
            return null;
        }
        catch (ClusterException problem)
        {
            return $"cutting networks needs namespaces: {problem.Message}";
        }
    }

    /// <summary>Makes the networks.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ClusterException">It cannot be done here.</exception>
    public static async Task<NodeNetworks> CreateAsync(int count)
    {
        // Of the addresses for tests of devices between networks (RFC 2544), those with this process's own number: several trials do not meet.
        var (name, net) = ($"rt{Environment.ProcessId}", $"198.{18 + (Environment.ProcessId >> 8 & 1)}.{Environment.ProcessId & 255}");
        var networks = new NodeNetworks(name);
        try
        {
            await IpAsync("link", "add", name, "type", "bridge");
            await IpAsync("addr", "add", $"{net}.1/24", "dev", name);
            await IpAsync("link", "set", name, "up");
            var nodes = new List<NodeNetwork>();
            for (var i = 0; i < count; i++) nodes.Add(await networks.AddAsync($"{name}n{i}", $"{net}.{10 + i}"));
            networks.Nodes = nodes;
            return networks;
        }
        catch
        {
            await networks.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var space in _spaces) await RunAsync("netns", "del", space);
        await RunAsync("link", "del", _name);
    }

    /// <summary>Runs <c>ip</c>.</summary>
    /// <exception cref="ClusterException">It failed.</exception>
    internal static async Task IpAsync(params string[] arguments)
    {
        if (await RunAsync(arguments) is { Length: > 0 } problem) throw new ClusterException($"ip {string.Join(' ', arguments)}: {problem}");
    }

    private async Task<NodeNetwork> AddAsync(string space, string address)
    {
        await IpAsync("netns", "add", space);
        _spaces.Add(space);
        await IpAsync("link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space);
        await IpAsync("link", "set", space, "master", _name, "up");
        await IpAsync("-n", space, "addr", "add", $"{address}/24", "dev", "eth0");
        await IpAsync("-n", space, "link", "set", "eth0", "up");
        await IpAsync("-n", space, "link", "set", "lo", "up");
        return new NodeNetwork(space, address);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? "" : error.Length > 0 ? error.Trim() : $"ended with code {process.ExitCode}";
        }
        catch (Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
