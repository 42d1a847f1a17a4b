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
    /// <returns>Whether it has come in the place of another one at its address, which is gone.</returns>
    public bool Update(Member member)
    {
        var isAnother = _members.TryGetValue($"{member.Address}", out var known) && !known.UniqueAddress.Equals(member.UniqueAddress);
        _members[$"{member.Address}"] = member;
        Changes++;
        return isAnother;
    }

    /// <summary>Takes a member out.</summary>
    /// <returns>False when another one has come in its place in the meantime.</returns>
    public bool Remove(Member member)
    {
        if (!Is(member)) return false;
        _members.Remove($"{member.Address}");
        Changes++;
        return true;
    }

    /// <summary>Whether a member is the one at its address, and not one from before it started anew there.</summary>
    public bool Is(Member member) => _members.TryGetValue($"{member.Address}", out var known) && known.UniqueAddress.Equals(member.UniqueAddress);

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
