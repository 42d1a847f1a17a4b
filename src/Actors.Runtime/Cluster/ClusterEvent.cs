using System.Collections.Immutable;

namespace Actors.Runtime.Cluster;

/// <summary>What is known of the cluster.</summary>
public static class ClusterEvent
{
    /// <summary>The members of the cluster and how they are.</summary>
    public sealed class CurrentClusterState
    {
        private CurrentClusterState(ImmutableSortedSet<Member> members, Address leader) => (Members, Leader) = (members, leader);

        /// <summary>The members, by address.</summary>
        public ImmutableSortedSet<Member> Members { get; }

        /// <summary>Members that cannot be reached.</summary>
        public ImmutableHashSet<Member> Unreachable { get; } = [];

        /// <summary>The member that decides.</summary>
        public Address Leader { get; }

        internal static CurrentClusterState OfOne(Member member) =>
            new(ImmutableSortedSet.Create(Comparer<Member>.Create(Compare), member), member.Address);

        private static int Compare(Member? left, Member? right)
        {
            var byAddress = string.CompareOrdinal(left?.Address.ToString(), right?.Address.ToString());
            return byAddress != 0 ? byAddress : Comparer<int?>.Default.Compare(left?.UniqueAddress.Uid, right?.UniqueAddress.Uid);
        }
    }
}
