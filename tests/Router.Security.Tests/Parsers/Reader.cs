using System.Buffers;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Configuration.Internal;
using Router.Host.Http;
using Router.Host.Security;
using Router.Host.Tls;
using Router.Inference;
using Router.Inference.Internal;
using Router.Inference.Tests.Support;
using Router.Language.Cutting;
using Router.Language.Tests.Tokens;
using Router.Language.Tokens;
using Messages = Router.Contracts.Protocol;

namespace Router.Security.Tests.Parsers;

/// <summary>Something that reads bytes from outside.</summary>
/// <param name="Sound">What it reads.</param>
/// <param name="Read">Reads, and uses what it read as the product does.</param>
/// <param name="Refusals">The exceptions with which it refuses what is damaged.</param>
internal sealed record Reader(byte[] Sound, Action<byte[]> Read, params Type[] Refusals)
{
    private const string File = "the file";
    private static readonly string[] Tags = ["device", "place"];
    private static readonly WordPieceTokenizer Tokenizer = TinyTokenizer.Create();
    private static readonly SlotLabels Labels = SlotLabels.TryCreate(TinyModels.SlotLabels, out _)!;
    private static readonly RoutingLimits Limits = new()
    {
        MaxTextLength = 512,
        MaxInFlight = 1,
        DefaultTimeout = TimeSpan.FromSeconds(1),
        MinTimeout = TimeSpan.Zero,
        MaxTimeout = TimeSpan.FromSeconds(30),
        AllowNow = true,
    };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Reader> All { get; } = new Dictionary<string, Reader>(StringComparer.Ordinal)
    {
        // From clients.
        ["JSON request"] = new(
            """{"texts": ["wake me up at six", "打开窗帘 😀"], "priority": "high", "timeoutMs": 250, "timeZone": "Europe/Berlin", "now": "2026-01-02T03:04:05+01:00"}"""u8.ToArray(),
            bytes => RequestReader.Options(RequestReader.ReadJson(new ReadOnlySequence<byte>(bytes))), typeof(InvalidRequestException)),
        ["protobuf request"] = new(
            new Messages.RouteRequest { Text = "打开窗帘 at six", TimeoutMs = 250, Language = "en-GB", Priority = Messages.Priority.High, TimeZone = "Europe/Berlin" }.ToByteArray(),
            bytes => ProtobufBody.Read(new ReadOnlySequence<byte>(bytes)), typeof(InvalidRequestException)),
        ["JSON start"] = new(
            """{"type": "start", "language": "en", "context": {"room": "kitchen"}, "clientId": "a", "priority": "low", "timeoutMs": 100, "timeZone": "Asia/Shanghai"}"""u8.ToArray(),
            bytes => Use(WebSocketSession.Parse(bytes)), typeof(InvalidRequestException)),
        ["JSON hypothesis"] = new(
            """{"type": "hypothesis", "utteranceId": "a", "sequence": 1, "text": "打开 😀", "final": true, "stability": 0.5, "alternatives": [{"text": "b", "score": 0.5}, null]}"""u8.ToArray(),
            bytes => Use(WebSocketSession.Parse(bytes)), typeof(InvalidRequestException)),
        ["protobuf event"] = new(
            new Messages.SessionEvent { Hypothesis = new() { UtteranceId = "a", Sequence = 1, Text = "打开", Final = true, Stability = 0.5f, Alternatives = { new Messages.HypothesisAlternative { Text = "b", Score = 0.5f } } } }.ToByteArray(),
            bytes => Use(SessionFormat.ToEvent(Messages.SessionEvent.Parser.ParseFrom(bytes))), typeof(InvalidRequestException), typeof(InvalidProtocolBufferException)),
        ["broken texts of protobuf"] = new(
            new Messages.SessionEvent { Start = new() { Language = "en", ClientId = "a", Context = { ["room"] = "kitchen" } } }.ToByteArray(),
            bytes => TextFields.FindBroken(Messages.SessionEvent.Descriptor, new ReadOnlySequence<byte>(bytes))),
        ["Host"] = new("router.example.org:8080"u8.ToArray(), bytes => new HostNames(["*.example.org"]).Refuse(new HostString(Encoding.Latin1.GetString(bytes)))),
        ["time"] = new("2026-01-02T03:04:05+01:00"u8.ToArray(), bytes => RequestTime.Parse(Encoding.UTF8.GetString(bytes)), typeof(InvalidRequestException)),
        ["time zone"] = new("America/Argentina/Buenos_Aires"u8.ToArray(), bytes => TimeZones.Find(Encoding.UTF8.GetString(bytes), "timeZone"), typeof(InvalidRequestException)),

        // From those who run the node.
        ["API keys"] = new(
            Encoding.UTF8.GetBytes($"# ours\nkitchen sha256:{new string('a', 64)} route,stream home\n"),
            bytes => ApiKeys.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["client certificates"] = new(
            "# ours\nkitchen dns:kitchen.example.org route,stream home\nhall uri:spiffe://example.org/hall route\n"u8.ToArray(),
            bytes => ClientCertificates.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["authorities"] = new(Encoding.UTF8.GetBytes(AuthorityPem()), bytes => Authorities.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["token keys"] = new(
            """{"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"""u8.ToArray(),
            bytes => TokenRules.Keys.Parse(Encoding.UTF8.GetString(bytes)), typeof(FormatException)),
        ["HOCON"] = new(
            "router { node-name = \"a b\" # why\n http { port = 8080, allowed-hosts = [a, \"b\"] }\n x = ${router.node-name}c\n text = \"\"\"raw\"\"\"\n}"u8.ToArray(),
            bytes => HoconReader.Parse(Encoding.UTF8.GetString(bytes), _ => throw new FileProblem("no includes here")), typeof(FileProblem)),

        // From those who make packages.
        ["manifest of a backbone"] = Manifest(TinyModels.BackboneManifest(), "model", "vocabulary", "characters", "check"),
        ["manifest of a subsystem"] = Manifest(TinyModels.SubsystemManifest(), "model", "check"),
        ["manifest of a ranker"] = Manifest(TinyModels.RankerManifest(), "weights", "check"),
        ["vocabulary"] = OfPackage(
            string.Join('\n', TinyTokenizer.Pieces) + "\n",
            bytes => WordPieceTokenizer.Parse(File, bytes, File, TinyTokenizer.Bytes(TinyTokenizer.CharactersWithCase), 16).Tokenize("Turn the lights on, 打开窗帘 😀")),
        ["characters"] = OfPackage(
            TinyTokenizer.CharactersWithCase,
            bytes => WordPieceTokenizer.Parse(File, TinyTokenizer.Bytes(string.Join('\n', TinyTokenizer.Pieces)), File, bytes, 16).Tokenize("Turn the lights on, 打开窗帘 😀")),
        ["lexicon"] = OfPackage("light\tdevice\nturn on\tplace\n窗帘\tdevice\n", bytes =>
        {
            var (lexicon, text) = (Lexicon.Parse(File, bytes, Tags, Tokenizer), Tokenizer.Tokenize("turn the lights on 窗帘"));
            lexicon.Mark(text.Tokens.Span, new float[text.Tokens.Length * lexicon.Width]);
        }),
        ["transitions"] = OfPackage(
            """{"start": [0.5, 1, -1], "after": [{"label": "O", "scores": [1, 2, 3]}, {"label": "B-place", "scores": [1, 2, 3]}, {"label": "I-place", "scores": [1, 2, 3]}]}""",
            bytes => SlotTransitions.Parse(File, bytes, Labels)),
        ["weights of a ranker"] = OfPackage(TinyModels.RankerWeights, bytes => RankerModel.Parse(File, bytes).Rank([new RankerInput(0.5, 0.1, 0.9, 0)], new double[1])),
        ["weights of a cutter"] = OfPackage(
            "{\"bias\": -2, \"weights\": {" + string.Join(", ", CutFeatures.Names.Select(name => $"\"{name}\": 0.5")) + "}}",
            bytes => CutterPackage.Parse(File, bytes).Logit(new double[CutFeatures.Names.Length])),
        ["references"] = OfPackage(
            "{\"subsystem\": \"iot\", \"ids\": [2, 5, 9, 3]}\n{\"subsystem\": null, \"ids\": [2, 7, 3]}\n", bytes => ReferenceTexts.Parse(File, bytes, TinyTokenizer.Pieces, 16)),
        ["rules of a graph"] = new(TinyModels.BackboneGraph().ToBytes(), bytes => GraphRules.Check(File, bytes), typeof(ModelPackageException)),
        ["outputs of a graph"] = new(
            TinyModels.BackboneGraph().ToBytes(), bytes => GraphPruner.Keep(bytes, GraphPruner.OutputsOf(bytes).Take(1).ToHashSet(StringComparer.Ordinal)), typeof(FormatException)),
    };

    /// <summary>Reads; what it refuses as it should is no failure.</summary>
    public void TryRead(byte[] bytes)
    {
        try
        {
            Read(bytes);
        }
        catch (Exception failure) when (Array.Exists(Refusals, refusal => failure.GetType() == refusal))
        {
            // As it should.
        }
    }

    private static Reader OfPackage(string sound, Action<byte[]> read) => new(Encoding.UTF8.GetBytes(sound), read, typeof(ModelPackageException));

    private static Reader Manifest(System.Text.Json.Nodes.JsonObject manifest, params string[] roles)
    {
        manifest["files"] = new System.Text.Json.Nodes.JsonObject(roles.Select(role => KeyValuePair.Create(
            role, (System.Text.Json.Nodes.JsonNode?)new System.Text.Json.Nodes.JsonObject { ["path"] = role, ["sha256"] = new string('a', 64) })));
        return OfPackage(manifest.ToJsonString(), bytes => ManifestReader.Parse(File, bytes));
    }

    private static string AuthorityPem()
    {
        using var authority = new TestAuthority();
        return authority.Pem;
    }

    private static void Use(SessionEvent message)
    {
        if (message is SessionStart start) EventRules.Check(start, Limits);
        if (message is not Hypothesis hypothesis || EventRules.ProblemOf(hypothesis, Limits) is not null) return;
        EventRules.WithoutBadAlternatives(hypothesis, Limits);
    }
}
