using System.Collections.Immutable;
using Actors.Runtime.Internal;

namespace Actors.Runtime.Cluster;

/// <summary>The node's view of its cluster: here a cluster of one, which is up from its start.</summary>
public class Cluster
{
    private readonly ActorSystemImpl _system;

    private Cluster(ActorSystemImpl system)
    {
        _system = system;
        SelfRoles = [.. system.Settings.Config.GetStringList("akka.cluster.roles")];
        SelfUniqueAddress = new UniqueAddress(system.Address, system.NextUid());
        SelfMember = new Member(SelfUniqueAddress, MemberStatus.Up, SelfRoles);
        State = ClusterEvent.CurrentClusterState.OfOne(SelfMember);
    }

    /// <summary>The node, told apart from earlier ones at the same address.</summary>
    public UniqueAddress SelfUniqueAddress { get; }

    /// <summary>The node's address.</summary>
    public Address SelfAddress => SelfUniqueAddress.Address;

    /// <summary>The node's roles: <c>akka.cluster.roles</c>.</summary>
    public ImmutableHashSet<string> SelfRoles { get; }

    /// <summary>The members and their states.</summary>
    public ClusterEvent.CurrentClusterState State { get; }

    /// <summary>The node as a member.</summary>
    public Member SelfMember { get; }

    /// <summary>Whether the node has left for good.</summary>
    public bool IsTerminated => _system.WhenTerminated.IsCompleted;

    /// <summary>Whether the node is up.</summary>
    public bool IsUp => !IsTerminated;

    /// <summary>The actor system of the node.</summary>
    public ExtendedActorSystem System => _system;

    /// <summary>The cluster of a system.</summary>
    public static Cluster Get(ActorSystem system) => ((ActorSystemImpl)system).Extension(impl => new Cluster(impl));

    /// <summary>Joins the cluster of a node; a node that joins itself forms a cluster, which here it has done already.</summary>
    /// <exception cref="InvalidOperationException">The address is another node's; this engine has clusters of one only.</exception>
    public void Join(Address address)
    {
        if (!address.Equals(SelfAddress))
            throw new InvalidOperationException($"{SelfAddress} cannot join {address}: without akka.cluster.etcd it is a cluster of one");
    }

    /// <summary>Calls back when the node is up; at once when it is.</summary>
    public void RegisterOnMemberUp(Action callback) => callback();
}
