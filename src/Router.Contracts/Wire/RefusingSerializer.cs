namespace Router.Contracts;

/// <summary>
/// Bound to every type that no other serializer is bound to. Akka.NET's own choice there is JSON that names types, which a peer could make up.
/// </summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <inheritdoc/>
    public override int Identifier => 7002;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        throw new WireFormatException($"{obj.GetType()} has no serializer, so it does not leave its node");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new WireFormatException("bytes of a type without a serializer are not read");
}
