using Google.Protobuf;
using Router.Contracts;

namespace Router.Cluster.Tests;

/// <summary>What a later version of the program may send: each message with a field that this version does not know, and a message that it does not know.</summary>
public sealed class NextWireSerializer(ExtendedActorSystem system) : Akka.Serialization.SerializerWithStringManifest(system)
{
    /// <summary>Has a node write so.</summary>
    public static readonly string Engine = $"akka.actor.serializers.router-wire = \"{typeof(NextWireSerializer).AssemblyQualifiedName}\"";

    private const string NextManifest = "next";

    private static readonly byte[] UnknownField = CreateUnknownField();

    private readonly WireSerializer _wire = new(system);

    public override int Identifier => _wire.Identifier;

    public override string Manifest(object o) => o is NextMessage ? NextManifest : _wire.Manifest(o);

    public override byte[] ToBinary(object obj) => obj is NextMessage ? UnknownField : [.. UnknownField, .. _wire.ToBinary(obj)];

    public override object FromBinary(byte[] bytes, string manifest) => manifest == NextManifest ? new NextMessage() : _wire.FromBinary(bytes, manifest);

    private static byte[] CreateUnknownField()
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            output.WriteTag(15_000, WireFormat.WireType.LengthDelimited);
            output.WriteString("what was not known before");
        }
        return bytes.ToArray();
    }
}

/// <summary>A message that this version does not know.</summary>
public sealed record NextMessage : IWireMessage;
