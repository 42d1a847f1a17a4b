using System.Collections.Immutable;

namespace Actors.Runtime.Cluster;

/// <summary>What a member of the cluster is doing.</summary>
public enum MemberStatus
{
    /// <summary>It has asked to be let in.</summary>
    Joining,

    /// <summary>It takes part.</summary>
    Up,

    /// <summary>It has said that it leaves.</summary>
    Leaving,

    /// <summary>It hands over what it has.</summary>
    Exiting,

    /// <summary>It was declared lost.</summary>
    Down,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It takes part while others cannot be reached.</summary>
    WeaklyUp,
}

/// <summary>A node of the cluster.</summary>
public class Member
{
    internal Member(UniqueAddress uniqueAddress, MemberStatus status, ImmutableHashSet<string> roles) =>
        (UniqueAddress, Status, Roles) = (uniqueAddress, status, roles);

    /// <summary>Its address, told apart from earlier nodes at the same address.</summary>
    public UniqueAddress UniqueAddress { get; }

    /// <summary>What it is doing.</summary>
    public MemberStatus Status { get; }

    /// <summary>Its roles.</summary>
    public ImmutableHashSet<string> Roles { get; }

    /// <summary>Its address.</summary>
    public Address Address => UniqueAddress.Address;

    /// <summary>Whether it has a role.</summary>
    public bool HasRole(string role) => Roles.Contains(role);

    /// <inheritdoc/>
    public override string ToString() => $"Member({Address}, uid {UniqueAddress.Uid}, {Status}, roles [{string.Join(',', Roles)}])";
}

/// <summary>An address and the incarnation of the node at it.</summary>
public class UniqueAddress
{
    /// <summary>Makes one.</summary>
    public UniqueAddress(Address address, int uid) => (Address, Uid) = (address, uid);

    /// <summary>The address.</summary>
    public Address Address { get; }

    /// <summary>The incarnation.</summary>
    public int Uid { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UniqueAddress other && Uid == other.Uid && Address == other.Address;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, Uid);

    /// <inheritdoc/>
    public override string ToString() => $"{Address}#{Uid}";
}
