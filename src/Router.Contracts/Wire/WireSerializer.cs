using Google.Protobuf;

namespace Router.Contracts;

/// <summary>
/// Puts the messages that cross nodes on the wire as protobuf (<c>wire.proto</c>): <see cref="SubsystemBatch"/>,
/// <see cref="SubsystemVerdicts"/> and <see cref="SubsystemUnavailable"/>.
/// </summary>
/// <remarks>Writing a batch releases the message's reference on its states: what is on the wire needs them no longer.</remarks>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string BatchManifest = "B";
    private const string VerdictsManifest = "V";
    private const string UnavailableManifest = "U";

    /// <inheritdoc/>
    public override int Identifier => 7001;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        SubsystemBatch => BatchManifest,
        SubsystemVerdicts => VerdictsManifest,
        SubsystemUnavailable => UnavailableManifest,
        _ => throw new ArgumentException($"{o.GetType()} is not a message of the router's wire", nameof(o)),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case SubsystemBatch batch:
                var bytes = WireFormat.ToWire(batch).ToByteArray();
                batch.Batch.States.Release();
                return bytes;
            case SubsystemVerdicts verdicts:
                return WireFormat.ToWire(verdicts).ToByteArray();
            case SubsystemUnavailable unavailable:
                return WireFormat.ToWire(unavailable).ToByteArray();
            default:
                throw new ArgumentException($"{obj.GetType()} is not a message of the router's wire", nameof(obj));
        }
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                BatchManifest => WireFormat.FromWire(Wire.SubsystemBatch.Parser.ParseFrom(bytes), system.Serialization),
                VerdictsManifest => WireFormat.FromWire(Wire.SubsystemVerdicts.Parser.ParseFrom(bytes)),
                UnavailableManifest => WireFormat.FromWire(Wire.SubsystemUnavailable.Parser.ParseFrom(bytes)),
                _ => throw new WireFormatException($"'{manifest}' is not a manifest of the router's wire"),
            };
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw new WireFormatException($"a message with manifest '{manifest}' is broken: {broken.Message}", broken);
        }
    }
}

/// <summary>Bytes from another node are not a message of the router's wire.</summary>
public sealed class WireFormatException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}
