using Actors.Subsystems.Shards;
using Akka.Cluster;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;

namespace Actors.Subsystems.Tests.Shards;

/// <summary>What a node makes of the cluster's news.</summary>
public sealed class ClusterSubsystemsTests() : TestKit(ConfigurationFactory.ParseString(Config))
{
    private const string Config = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }
        akka.cluster { roles = [subsystem], run-coordinated-shutdown-when-down = off }
        """;

    private readonly ClusterView _view = new();
    private ActorSystem? _other;

    [Fact]
    public async Task A_node_that_is_back_before_its_end_was_known_is_asked_like_any_other()
    {
        var (old, now) = await RestartedAsync();
        var subsystems = Start();
        subsystems.Tell(new ClusterEvent.MemberUp(old));
        Report(subsystems, old);
        AwaitAssert(() => Assert.Empty(_view.Now.Unserved));

        // Both in one gossip: the cluster tells of new members before it tells of those that are gone.
        subsystems.Tell(new ClusterEvent.UnreachableMember(old));
        subsystems.Tell(new ClusterEvent.MemberUp(now));
        subsystems.Tell(new ClusterEvent.MemberRemoved(old.Copy(MemberStatus.Down).Copy(MemberStatus.Removed), MemberStatus.Down));
        AwaitAssert(() => Assert.Equal(["alarm"], _view.Now.Unserved));
        Report(subsystems, now);
        AwaitAssert(() => Assert.Empty(_view.Now.Unserved));
        Assert.Contains($"{now.Address}", _view.Now.Trusted);
    }

    [Fact]
    public async Task What_is_said_late_of_a_node_from_before_it_started_anew_counts_for_nothing()
    {
        var (old, now) = await RestartedAsync();
        var subsystems = Start();
        subsystems.Tell(new ClusterEvent.MemberUp(now));
        Report(subsystems, now);
        AwaitAssert(() => Assert.Empty(_view.Now.Unserved));
        subsystems.Tell(new ClusterEvent.UnreachableMember(old));
        subsystems.Tell(new ClusterEvent.MemberRemoved(old.Copy(MemberStatus.Down).Copy(MemberStatus.Removed), MemberStatus.Down));
        subsystems.Tell(new ClusterEvent.UnreachableMember(now));
        AwaitAssert(() => Assert.Equal(["alarm"], _view.Now.Unserved));
        subsystems.Tell(new ClusterEvent.ReachableMember(now));
        AwaitAssert(() => Assert.Empty(_view.Now.Unserved));
    }

    [Fact]
    public async Task A_node_whose_subsystems_fail_ends_and_does_not_go_on_without_them()
    {
        (_other, var other) = await NodeAtAsync(port: 0);
        var subsystems = Start();
        subsystems.Tell(new ClusterEvent.MemberUp(other));
        // Nothing that can be read off the wire does this.
        Report(subsystems, other, heads: null!);
        await Sys.WhenTerminated.WaitAsync(GetTimeoutOrDefault(TimeSpan.FromSeconds(30)));
        Assert.IsType<SubsystemsFailed>(CoordinatedShutdown.Get(Sys).ShutdownReason);
    }

    [Fact]
    public async Task A_node_whose_first_report_fails_ends()
    {
        Start(devices: () => throw new InvalidOperationException("no report"));
        await Sys.WhenTerminated.WaitAsync(GetTimeoutOrDefault(TimeSpan.FromSeconds(30)));
        Assert.IsType<SubsystemsFailed>(CoordinatedShutdown.Get(Sys).ShutdownReason);
    }

    protected override void AfterAll()
    {
        _ = _other?.Terminate();
        base.AfterAll();
    }

    /// <summary>A node at this address, and itself as a member.</summary>
    private async Task<(ActorSystem System, Member Member)> NodeAtAsync(int port)
    {
        var system = ActorSystem.Create("test", ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {port}").WithFallback(ConfigurationFactory.ParseString(Config)));
        var cluster = Cluster.Get(system);
        var inbox = Inbox.Create(system);
        cluster.Subscribe(inbox.Receiver, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));
        cluster.Join(cluster.SelfAddress);
        return (system, ((ClusterEvent.MemberUp)await inbox.ReceiveAsync(GetTimeoutOrDefault(TimeSpan.FromSeconds(30)))).Member);
    }

    /// <summary>A member that was at an address, and the one that is there now: its node runs, so that no connection to it breaks.</summary>
    private async Task<(Member Old, Member Now)> RestartedAsync()
    {
        var (first, old) = await NodeAtAsync(port: 0);
        await first.Terminate();
        (_other, var now) = await NodeAtAsync(old.Address.Port!.Value);
        Assert.Equal(old.Address, now.Address);
        Assert.NotEqual(old.UniqueAddress, now.UniqueAddress);
        return (old, now);
    }

    private IActorRef Start(Func<IReadOnlyList<DeviceReport>>? devices = null) => Sys.ActorOf(
        ClusterSubsystems.Create(
            new ClusterNode
            {
                Name = "a",
                Zone = "",
                Version = "",
                Judges = new Dictionary<string, JudgeBatch>(),
                Versions = new Dictionary<string, string>(),
                Devices = devices ?? (() => []),
                Asked = [new SubsystemDescriptor("alarm", 6)],
                ReplicasOf = _ => 2,
                Hedge = new HedgeSettings { MinDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(200), MaxShare = 0.1 },
                MaxUnansweredBytes = 1 << 20,
                ReportInterval = TimeSpan.FromSeconds(1),
                DrainTimeout = TimeSpan.FromSeconds(1),
            },
            new HeadCosts(TimeProvider.System), _view, TimeProvider.System, NullLogger.Instance),
        ClusterSubsystems.Name);

    /// <summary>The node says that it runs the only subsystem.</summary>
    private void Report(IActorRef subsystems, Member member) => Report(subsystems, member, [new HeadReport("alarm", "", 1)]);

    private void Report(IActorRef subsystems, Member member, IReadOnlyList<HeadReport> heads) => subsystems.Tell(
        new NodeReport("b", "", "", heads, ["alarm/0"]), ((ExtendedActorSystem)Sys).Provider.ResolveActorRef($"{member.Address}/user/{ClusterSubsystems.Name}"));
}
