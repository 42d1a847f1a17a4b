using Actors.Runtime.Internal;

namespace Actors.Runtime;

/// <summary>
/// Where an actor stands: <c>akka://system/user/parent/child</c>. Two paths are equal when address and elements are; the uid, which
/// tells incarnations of one path apart, is not compared.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>
{
    private const string Symbols = "-_.*$+:@&=,!~';()";

    private protected ActorPath(Address address, string name, long uid) => (Address, Name, Uid) = (address, name, uid);

    /// <summary>The last element; <c>/</c> for the root.</summary>
    public string Name { get; }

    /// <summary>The actor system that the path belongs to.</summary>
    public Address Address { get; }

    /// <summary>The incarnation; 0 where none is known.</summary>
    public long Uid { get; }

    /// <summary>The path one element shorter; the root is its own parent.</summary>
    public abstract ActorPath Parent { get; }

    /// <summary>The elements from the root down.</summary>
    public abstract IReadOnlyList<string> Elements { get; }

    /// <summary>The first path of the same system.</summary>
    public abstract ActorPath Root { get; }

    /// <summary>Whether a text may be the name of an actor: ASCII letters, digits, <c>-_.*$+:@&amp;=,!~';()</c> and <c>%hh</c>, not starting with <c>$</c>.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (var i = 0; i < s.Length; i++)
        {
            var c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || Symbols.Contains(c, StringComparison.Ordinal)) continue;
            if (c != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2])) return false;
            i += 2;
        }
        return true;
    }

    /// <summary>Parses a whole path with its address.</summary>
    /// <exception cref="UriFormatException">The text is no path.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"'{path}' is not an actor path");

    /// <summary>Parses a whole path with its address; false when the text is none.</summary>
    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null!;
        if (path is null || !Address.TryParse(path, out var address)) return false;
        var slash = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
        actorPath = new RootActorPath(address, "/");
        if (slash < 0) return true;
        var rest = path[(slash + 1)..];
        var hash = rest.LastIndexOf('#');
        var uid = 0L;
        if (hash >= 0 && !long.TryParse(rest.AsSpan(hash + 1), out uid)) return false;
        if (hash >= 0) rest = rest[..hash];
        foreach (var element in rest.Split('/', StringSplitOptions.RemoveEmptyEntries)) actorPath = actorPath.Child(element);
        if (uid != 0) actorPath = actorPath.WithUid(uid);
        return true;
    }

    /// <summary>The same path with another uid.</summary>
    public abstract ActorPath WithUid(long uid);

    /// <summary>The path of a child.</summary>
    public ActorPath Child(string childName) => new ChildActorPath(this, childName, 0);

    /// <summary>The elements alone: <c>/user/parent/child</c>.</summary>
    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    /// <summary>Address and elements: <c>akka://system/user/parent/child</c>.</summary>
    public string ToStringWithAddress() => ToStringWithAddress(Address);

    /// <summary>The elements with the own address where it has a host, else with the given one.</summary>
    public string ToStringWithAddress(Address address) => (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();

    /// <summary>Address, elements and uid: what <see cref="Serialization.DeserializeActorRef"/> reads.</summary>
    public string ToSerializationFormat() => ToSerializationFormatWithAddress(Address);

    /// <summary>As <see cref="ToSerializationFormat"/>, with the given address where the path has no host of its own.</summary>
    public string ToSerializationFormatWithAddress(Address address) =>
        Uid == 0 ? ToStringWithAddress(address) : $"{ToStringWithAddress(address)}#{Uid}";

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || Name != other.Name || Address != other.Address) return false;
        ActorPath left = this, right = other;
        while (left is ChildActorPath && right is ChildActorPath)
        {
            if (left.Name != right.Name) return false;
            (left, right) = (left.Parent, right.Parent);
            if (ReferenceEquals(left, right)) return true;
        }
        return left is RootActorPath && right is RootActorPath;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ToStringWithAddress();

    /// <summary>The path of a child.</summary>
    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    /// <summary>Whether two paths are equal.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two paths differ.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);
}
