using System.Diagnostics;
using System.Runtime.CompilerServices;
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
    // "B" was a batch for one subsystem, "E" and "Q" a query to be encoded and one to be ranked.
    private const string StatesManifest = "S";
    private const string EncodeManifest = "T";
    private const string RemarksManifest = "K";
    private const string SkippedManifest = "L";
    private const string ReportManifest = "N";
    private const string AskEndManifest = "A";
    private const string MayEndManifest = "M";
    private const string VerdictsManifest = "V";
    private const string UnavailableManifest = "U";
    private const string EncodeRefusedManifest = "F";
    private const string CancelManifest = "C";
    private const string DecisionManifest = "D";
    private const string RefusedManifest = "R";

    /// <summary>By system and not here: a system that starts makes its serializers more than once.</summary>
    private static readonly ConditionalWeakTable<ActorSystem, WireTraffic> Traffics = [];

    /// <summary>The bytes of what was written and read.</summary>
    public WireTraffic Traffic { get; } = TrafficOf(system);

    /// <inheritdoc/>
    public override int Identifier => 7001;

    /// <summary>The bytes of what an actor system writes for other nodes and reads from them.</summary>
    public static WireTraffic TrafficOf(ActorSystem system) => Traffics.GetValue(system, static _ => new WireTraffic());

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        EncodedStates => StatesManifest,
        EncodeElsewhere => EncodeManifest,
        TextRemarks => RemarksManifest,
        SubsystemsSkipped => SkippedManifest,
        NodeReport => ReportManifest,
        MayReplicaEnd => AskEndManifest,
        ReplicaMayEnd => MayEndManifest,
        SubsystemVerdicts => VerdictsManifest,
        SubsystemUnavailable => UnavailableManifest,
        EncodeRefused => EncodeRefusedManifest,
        CancelQuery => CancelManifest,
        RouteDecision => DecisionManifest,
        RouteRefused => RefusedManifest,
        _ => throw Unknown(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        var bytes = Write(obj);
        Traffic.Sent(NameOf(Manifest(obj)), bytes.Length);
        return bytes;
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var message = Read(bytes, manifest);
        Traffic.Received(NameOf(manifest), bytes.Length);
        return message;
    }

    private static byte[] Write(object obj)
    {
        if (obj is EncodedStates states) return StatesFormat.Write(states);
        IMessage message = obj switch
        {
            EncodeElsewhere encode => EncodeFormat.ToWire(encode),
            TextRemarks remarks => EncodeFormat.ToWire(remarks),
            SubsystemsSkipped skipped => EncodeFormat.ToWire(skipped),
            NodeReport report => MessageFormat.ToWire(report),
            MayReplicaEnd ask => MessageFormat.ToWire(ask),
            ReplicaMayEnd end => MessageFormat.ToWire(end),
            SubsystemVerdicts verdicts => MessageFormat.ToWire(verdicts),
            SubsystemUnavailable unavailable => MessageFormat.ToWire(unavailable),
            EncodeRefused refused => MessageFormat.ToWire(refused),
            CancelQuery cancel => MessageFormat.ToWire(cancel),
            RouteDecision decision => ProtocolFormat.ToProtocol(decision),
            RouteRefused refused => MessageFormat.ToWire(refused),
            _ => throw Unknown(obj),
        };
        return message.ToByteArray();
    }

    private object Read(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                StatesManifest => StatesFormat.Read(bytes),
                EncodeManifest => EncodeFormat.FromWire(Wire.EncodeElsewhere.Parser.ParseFrom(bytes)),
                RemarksManifest => EncodeFormat.FromWire(Wire.TextRemarks.Parser.ParseFrom(bytes)),
                SkippedManifest => EncodeFormat.FromWire(Wire.SubsystemsSkipped.Parser.ParseFrom(bytes)),
                ReportManifest => MessageFormat.FromWire(Wire.NodeReport.Parser.ParseFrom(bytes)),
                AskEndManifest => MessageFormat.ToMayReplicaEnd(Wire.ReplicaEnd.Parser.ParseFrom(bytes)),
                MayEndManifest => MessageFormat.ToReplicaMayEnd(Wire.ReplicaEnd.Parser.ParseFrom(bytes)),
                VerdictsManifest => MessageFormat.FromWire(Wire.SubsystemVerdicts.Parser.ParseFrom(bytes)),
                UnavailableManifest => MessageFormat.FromWire(Wire.SubsystemUnavailable.Parser.ParseFrom(bytes)),
                EncodeRefusedManifest => MessageFormat.ToEncodeRefused(Wire.Refusal.Parser.ParseFrom(bytes)),
                CancelManifest => MessageFormat.FromWire(Wire.CancelQuery.Parser.ParseFrom(bytes)),
                DecisionManifest => ProtocolFormat.FromProtocol(Protocol.RouteDecision.Parser.ParseFrom(bytes)),
                RefusedManifest => MessageFormat.ToRouteRefused(Wire.Refusal.Parser.ParseFrom(bytes)),
                _ => throw new WireFormatException($"'{manifest}' is not a manifest of the router's wire"),
            };
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or ArgumentException or OverflowException or FormatException)
        {
            throw new WireFormatException($"a message with manifest '{manifest}' is broken: {broken.Message}", broken);
        }
    }

    /// <summary>What a kind of message is called where its bytes are shown.</summary>
    private static string NameOf(string manifest) => manifest switch
    {
        StatesManifest => MessageTraffic.States,
        EncodeManifest => "encode",
        RemarksManifest => "remarks",
        SkippedManifest => "skipped",
        VerdictsManifest => MessageTraffic.Verdicts,
        UnavailableManifest => "unavailable",
        ReportManifest => "report",
        AskEndManifest => "ask-end",
        MayEndManifest => "may-end",
        EncodeRefusedManifest => "encode-refused",
        CancelManifest => "cancel",
        DecisionManifest => "decision",
        RefusedManifest => "refused",
        _ => throw new UnreachableException(),
    };

    private static ArgumentException Unknown(object message) => new($"{message.GetType()} is not a message of the router's wire", nameof(message));
}

/// <summary>Bytes from another node are not a message of the router's wire, or a message has no form on it.</summary>
public sealed class WireFormatException(string message, Exception? cause = null) : RouterException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}
