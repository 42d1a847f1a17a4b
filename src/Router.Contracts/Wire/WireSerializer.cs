using Google.Protobuf;

namespace Router.Contracts;

/// <summary>
/// Puts the messages that may cross nodes on the wire as protobuf: <c>wire.proto</c>, and a decision as <c>router.proto</c> has it.
/// </summary>
/// <remarks>
/// Pure: Akka.NET may write a message once, several times or not at all. A batch's reference on its layer states is therefore not given back
/// here; the memory goes when the message is collected.
/// </remarks>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string BatchManifest = "B";
    private const string VerdictsManifest = "V";
    private const string UnavailableManifest = "U";
    private const string EncodeManifest = "E";
    private const string EncodeRefusedManifest = "F";
    private const string RankManifest = "Q";
    private const string CancelManifest = "C";
    private const string DecisionManifest = "D";
    private const string RefusedManifest = "R";

    /// <inheritdoc/>
    public override int Identifier => 7001;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        SubsystemBatch => BatchManifest,
        SubsystemVerdicts => VerdictsManifest,
        SubsystemUnavailable => UnavailableManifest,
        Encode => EncodeManifest,
        EncodeRefused => EncodeRefusedManifest,
        RankQuery => RankManifest,
        CancelQuery => CancelManifest,
        RouteDecision => DecisionManifest,
        RouteRefused => RefusedManifest,
        _ => throw Unknown(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        IMessage message = obj switch
        {
            SubsystemBatch batch => WireFormat.ToWire(batch),
            SubsystemVerdicts verdicts => WireFormat.ToWire(verdicts),
            SubsystemUnavailable unavailable => WireFormat.ToWire(unavailable),
            Encode encode => WireFormat.ToWire(encode),
            EncodeRefused refused => WireFormat.ToWire(refused),
            RankQuery query => WireFormat.ToWire(query),
            CancelQuery cancel => WireFormat.ToWire(cancel),
            RouteDecision decision => ProtocolFormat.ToProtocol(decision),
            RouteRefused refused => WireFormat.ToWire(refused),
            _ => throw Unknown(obj),
        };
        return message.ToByteArray();
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
                EncodeManifest => WireFormat.FromWire(Wire.Encode.Parser.ParseFrom(bytes), system.Serialization),
                EncodeRefusedManifest => WireFormat.ToEncodeRefused(Wire.Refusal.Parser.ParseFrom(bytes)),
                RankManifest => WireFormat.FromWire(Wire.RankQuery.Parser.ParseFrom(bytes)),
                CancelManifest => WireFormat.FromWire(Wire.CancelQuery.Parser.ParseFrom(bytes)),
                DecisionManifest => ProtocolFormat.FromProtocol(Protocol.RouteDecision.Parser.ParseFrom(bytes)),
                RefusedManifest => WireFormat.ToRouteRefused(Wire.Refusal.Parser.ParseFrom(bytes)),
                _ => throw new WireFormatException($"'{manifest}' is not a manifest of the router's wire"),
            };
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or ArgumentException or OverflowException or FormatException)
        {
            throw new WireFormatException($"a message with manifest '{manifest}' is broken: {broken.Message}", broken);
        }
    }

    private static ArgumentException Unknown(object message) => new($"{message.GetType()} is not a message of the router's wire", nameof(message));
}

/// <summary>Bytes from another node are not a message of the router's wire, or a message has no form on it.</summary>
public sealed class WireFormatException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}
