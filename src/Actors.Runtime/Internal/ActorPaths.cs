namespace Actors.Runtime.Internal;

internal sealed class RootActorPath(Address address, string name) : ActorPath(address, name, 0)
{
    public override ActorPath Parent => this;

    public override IReadOnlyList<string> Elements => [];

    public override ActorPath Root => this;

    public override ActorPath WithUid(long uid) => this;

    public override int GetHashCode() => Address.GetHashCode();
}

internal sealed class ChildActorPath(ActorPath parent, string name, long uid) : ActorPath(parent.Address, name, uid)
{
    private string[]? _elements;
    private int _hash;

    public override ActorPath Parent => parent;

    public override IReadOnlyList<string> Elements => _elements ??= [.. parent.Elements, Name];

    public override ActorPath Root => parent.Root;

    public override ActorPath WithUid(long uid) => uid == Uid ? this : new ChildActorPath(parent, Name, uid);

    public override int GetHashCode()
    {
        if (_hash == 0) _hash = HashCode.Combine(parent.GetHashCode(), Name);
        return _hash;
    }
}
