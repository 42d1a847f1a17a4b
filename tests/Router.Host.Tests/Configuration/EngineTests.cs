using Akka.Cluster.Sharding;
using Akka.Configuration.Hocon;
using Router.Host.Cluster;

namespace Router.Host.Tests.Configuration;

/// <summary>hocon/akka.conf: what the router wants of Akka.NET that Akka.NET does not do by itself.</summary>
public sealed class EngineTests
{
    private static readonly Config Defaults = ConfigurationFactory.Default()
        .WithFallback(ClusterSharding.DefaultConfig())
        .WithFallback(Akka.DistributedData.DistributedData.DefaultConfig())
        .WithFallback(ConfigurationFactory.FromResource<Akka.Cluster.Cluster>("Akka.Cluster.Configuration.Cluster.conf"))
        .WithFallback(ConfigurationFactory.FromResource<Akka.Remote.RemoteSettings>("Akka.Remote.Configuration.Remote.conf"));

    private static readonly Config Ours = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(Repository.Root, "hocon", "akka.conf")));

    [Fact]
    public void A_value_that_is_Akka_NETs_own_default_is_not_repeated()
    {
        var values = Leaves("akka", Ours.GetConfig("akka").Root).ToArray();
        Assert.NotEmpty(values);
        var repeated = values.Where(value => Defaults.HasPath(value.Key) && Same(Defaults.GetString(value.Key), value.Text)).Select(value => value.Key).ToArray();
        Assert.True(repeated.Length == 0, string.Join(", ", repeated));
    }

    [Fact]
    public void The_other_side_of_a_cut_ends_itself_within_the_margin_and_views_agree_before_anyone_is_ended()
    {
        var (heartbeat, look, gossip) = (Time("cluster.failure-detector.heartbeat-interval"), Time("cluster.unreachable-nodes-reaper-interval"), Time("cluster.gossip-interval"));
        Assert.InRange(heartbeat + look + PromptResolver.Interval + Time("cluster.leader-actions-interval") + gossip, TimeSpan.Zero, Time("cluster.down-removal-margin"));
        Assert.InRange(heartbeat + look + 3 * gossip, TimeSpan.Zero, Time("cluster.split-brain-resolver.stable-after"));
        // Whom an old word makes reachable for a moment is silent again before a node that stood still decides.
        Assert.InRange(Time("cluster.failure-detector.acceptable-heartbeat-pause") + heartbeat + look, TimeSpan.Zero, Time("cluster.split-brain-resolver.stable-after"));
    }

    [Fact]
    public void A_node_is_called_again_before_it_is_found_silent_and_a_call_in_vain_is_over_before_anyone_is_ended()
    {
        var (heartbeat, gate, call) = (Time("cluster.failure-detector.heartbeat-interval"), Time("remote.retry-gate-closed-for"), Time("remote.dot-netty.tcp.connection-timeout"));
        var silence = Time("cluster.failure-detector.acceptable-heartbeat-pause") + heartbeat;
        // The last word may be a heartbeat old when the connection breaks, and the next one is said a heartbeat after the gate has opened.
        Assert.InRange(heartbeat + gate + heartbeat, TimeSpan.Zero, silence);
        Assert.InRange(heartbeat + gate + call + gate + heartbeat, TimeSpan.Zero, silence + Time("cluster.split-brain-resolver.stable-after"));
        // Linux repeats a call that was lost after a second.
        Assert.InRange(call, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    private static TimeSpan Time(string key) => Ours.GetTimeSpan($"akka.{key}");

    private static IEnumerable<(string Key, string Text)> Leaves(string path, HoconValue value) => value.IsObject()
        ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{Quoted(item.Key)}", item.Value))
        : [(path, value.GetString())];

    private static string Quoted(string key) => key.Contains('.', StringComparison.Ordinal) ? $"\"{key}\"" : key;

    /// <summary>HOCON's words for yes and no come in pairs.</summary>
    private static bool Same(string? left, string? right) => string.Equals(Plain(left), Plain(right), StringComparison.OrdinalIgnoreCase);

    private static string? Plain(string? text) => text?.Trim('"') switch
    {
        "true" or "yes" => "on",
        "false" or "no" => "off",
        { } other => other.Replace(" ", "", StringComparison.Ordinal),
        null => null,
    };
}
