namespace Actors.Subsystems.Shards;

/// <summary>The members of the cluster, by address.</summary>
internal sealed class Members
{
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <summary>Counts what has changed.</summary>
    public int Changes { get; private set; }

    /// <summary>All, by address.</summary>
    public IReadOnlyList<Member> All => [.. _members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => member.Value)];

    /// <summary>Takes a member's new state.</summary>
    public void Update(Member member)
    {
        _members[$"{member.Address}"] = member;
        Changes++;
    }

    /// <summary>Takes a member out, unless it has come back under the same address in the meantime.</summary>
    public void Remove(Member member)
    {
        if (!_members.TryGetValue($"{member.Address}", out var known) || !known.UniqueAddress.Equals(member.UniqueAddress)) return;
        _members.Remove($"{member.Address}");
        Changes++;
    }

    /// <summary>Whether a node is a member.</summary>
    public bool Contains(string node) => _members.ContainsKey(node);

    /// <summary>Whether a node is a member that is to stay one, as far as is known.</summary>
    public bool Stays(string node) =>
        _members.TryGetValue(node, out var member) && member.Status is (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);

    /// <summary>Whether a node runs heads.</summary>
    public bool RunsHeads(string node) => _members.TryGetValue(node, out var member) && RunsHeads(member);

    /// <summary>Whether a node encodes.</summary>
    public bool Encodes(string node) => _members.TryGetValue(node, out var member) && member.HasRole(ClusterNode.BackboneRole);

    /// <summary>All but one.</summary>
    public IEnumerable<string> Others(string node) => _members.Keys.Where(other => other != node);

    /// <summary>Of the members that run heads, and that are trusted, the one that has been so the longest.</summary>
    public string? Oldest(Func<string, bool> isTrusted) => _members
        .Where(member => RunsHeads(member.Value) && member.Value.Status == MemberStatus.Up && isTrusted(member.Key))
        .OrderBy(member => member.Value, Comparer<Member>.Create((one, other) => one.IsOlderThan(other) ? -1 : other.IsOlderThan(one) ? 1 : 0))
        .Select(member => member.Key)
        .FirstOrDefault();

    private static bool RunsHeads(Member member) => member.HasRole(ClusterNode.Role);
}
