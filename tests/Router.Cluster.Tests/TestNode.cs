using Actors.Backbone;
using Actors.Subsystems;
using Actors.Subsystems.Shards;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using Akka.Remote.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Host.Cluster;
using Router.Host.Tls;

namespace Router.Cluster.Tests;

/// <summary>A node of a cluster in this process, on a socket of its own, with the shipped configuration of Akka.NET and heads of the test's own.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>Only bounds a test that hangs: a join that is lost is tried again after 10 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IHost _host;
    private bool _isGone;

    private TestNode(IHost host, string name, ClusterView view)
    {
        (_host, Name, View, System) = (host, name, view, host.Services.GetRequiredService<ActorSystem>());
        Kit = new TestKit(System);
    }

    public string Name { get; }

    public ClusterView View { get; }

    public ActorSystem System { get; }

    public TestKit Kit { get; }

    public Address Address => Akka.Cluster.Cluster.Get(System).SelfAddress;

    /// <summary>Accepts batches.</summary>
    public IActorRef Subsystems => ActorRegistry.For(System).Get<SubsystemActor>();

    /// <summary>Starts a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">The node to join; null for the first one.</param>
    /// <param name="heads">What it can run, and how it judges.</param>
    /// <param name="asked">The subsystems that its queries need.</param>
    /// <param name="replicas">Nodes for each subsystem.</param>
    /// <param name="reportInterval">How often it reports what has not changed; 200 ms unless given.</param>
    /// <param name="isBalanced">Whether replicas move to where there is less work.</param>
    /// <param name="isThrottled">Whether the test may slow down or cut its links.</param>
    /// <param name="tls">How it knows other nodes.</param>
    /// <param name="join">What it joins in place of a node, as <c>HOST:PORT</c>.</param>
    /// <param name="mostUnanswered">Bytes of states on their way to another node at most.</param>
    /// <param name="version">Of the program, as it says.</param>
    /// <param name="engine">More settings of Akka.NET.</param>
    /// <param name="devices">What encodes there; null for nothing.</param>
    /// <param name="port">Where it listens; 0 for any that is free.</param>
    public static async Task<TestNode> StartAsync(
        string name, TestNode? seed, IReadOnlyDictionary<string, JudgeBatch> heads, IReadOnlyList<string> asked, int replicas = 2, TimeSpan? reportInterval = null,
        bool isBalanced = true, bool isThrottled = false, NodeTls? tls = null, string? join = null, long mostUnanswered = 8 << 20,
        string version = "1.2.3", string engine = "", DeviceQueues? devices = null, int port = 0)
    {
        var view = new ClusterView();
        var settings = new ClusterSettings
        {
            Enabled = true,
            Host = "127.0.0.1",
            Port = port,
            SeedNodes = join is not null ? [join] : seed is null ? [] : [$"127.0.0.1:{seed.Address.Port}"],
            Roles = NodeRoles.All,
            Zone = "",
            MaxUnansweredBytes = mostUnanswered,
            ReportInterval = reportInterval ?? TimeSpan.FromMilliseconds(200),
            Hedge = new HedgeSettings { MinDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(250), MaxShare = 0.1 },
        };
        var node = new ClusterNode
        {
            Name = name,
            Zone = "",
            Version = version,
            Judges = heads,
            Versions = heads.Keys.ToDictionary(head => head, _ => "1.0.0"),
            Asked = [.. asked.Select(subsystem => new SubsystemDescriptor(subsystem, Batches.Tap))],
            Devices = () => devices?.Now ?? [],
            ReplicasOf = _ => replicas,
            Hedge = settings.Hedge,
            MaxUnansweredBytes = settings.MaxUnansweredBytes,
            ReportInterval = settings.ReportInterval,
            DrainTimeout = Patience,
        };
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddAkka(Membership.SystemName, (akka, _) => akka
            .AddHocon(
                $$"""
                akka {
                  loglevel = OFF
                  # A test ends a node without a word where it means to.
                  coordinated-shutdown.run-by-actor-system-terminate = off
                  coordinated-shutdown.phases.service-requests-done.timeout = {{Patience.TotalSeconds}}s
                  cluster.sharding.rebalance-interval = {{(isBalanced ? "500ms" : "1h")}}
                }
                """
                + (isThrottled ? "akka.remote.dot-netty.tcp.applied-adapters = [\"trttl\"]" : ""),
                HoconAddMode.Prepend)
            .AddHocon(engine, HoconAddMode.Prepend)
            .AddHocon(File.ReadAllText(Path.Combine(Installation.Root, "hocon", "akka.conf")), HoconAddMode.Append)
            .With(settings, isThrottled, tls)
            .WithShardedSubsystems(() => node, view, TimeProvider.System, NullLogger.Instance));
        var host = builder.Build();
        await host.StartAsync();
        var started = new TestNode(host, name, view);
        // What adapts a link gives the addresses behind it a protocol of its own, which the addresses of seed nodes do not have.
        if (isThrottled) Akka.Cluster.Cluster.Get(started.System).Join((seed ?? started).Address);
        return started;
    }

    /// <summary>Where the replicas of a subsystem run, as this node knows.</summary>
    public IReadOnlyList<string> NodesOf(string subsystem) =>
        [.. View.Now.Reports.Where(node => node.Value.Replicas.Any(replica => replica.StartsWith(subsystem + "/", StringComparison.Ordinal))).Select(node => node.Value.Node).Order()];

    /// <summary>Waits for something that this node comes to know.</summary>
    public Task UntilAsync(Func<ClusterSnapshot, bool> holds, string what) => Kit.AwaitAssertAsync(
        () => Assert.True(holds(View.Now), $"{Name} waited for {what}; it knows {string.Join("; ", View.Now.Reports.Select(node => $"{node.Value.Node}: {string.Join(' ', node.Value.Replicas)}"))}"),
        Patience, TimeSpan.FromMilliseconds(50));

    /// <summary>Waits until this node knows that so many nodes serve, and that none is joining any more: such a one has no say in which side of a cut goes on.</summary>
    public Task UntilServedByAsync(int count) => UntilAsync(
        now => now.Members.Count == count && now.Members.All(member => member.Status == Akka.Cluster.MemberStatus.Up) && now.Reports.Count == count && now.IsServed,
        $"{count} nodes that serve");

    /// <summary>From now on the link between this node and another one carries so much, as seen from here.</summary>
    public Task ThrottleAsync(TestNode other, ThrottleTransportAdapter.Direction direction, ThrottleMode mode) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.ManagementCommand(new SetThrottle(other.Address, direction, mode));

    /// <summary>The node is gone without a word, as a process that was killed.</summary>
    public async Task KillAsync()
    {
        _isGone = true;
        // First its connections, as the end of a process closes them; an actor system that ends would have its actors end in order before.
        await ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.Shutdown();
        await System.Terminate();
        _host.Dispose();
    }

    /// <summary>The node leaves as one that is told to end.</summary>
    public async Task LeaveAsync()
    {
        _isGone = true;
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone) return;
        if (System.WhenTerminated.IsCompleted) _host.Dispose();
        else await KillAsync();
    }
}

file static class TestMembership
{
    public static AkkaConfigurationBuilder With(this AkkaConfigurationBuilder akka, ClusterSettings settings, bool isThrottled, NodeTls? tls) => isThrottled
        ? akka.WithRemoting(settings.Host, settings.Port).WithClustering(new ClusterOptions { Roles = [.. settings.Roles] })
        : akka.WithMembership(settings, tls);
}
