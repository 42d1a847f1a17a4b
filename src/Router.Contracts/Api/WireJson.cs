using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Router.Contracts;

/// <summary>The JSON of the front ends: what it reads is checked strictly, what it writes has the fields in a fixed order.</summary>
public static class WireJson
{
    /// <summary>Deepest nesting read: an object with one list.</summary>
    public const int MaxDepth = 8;

    /// <summary>The field order of a decision.</summary>
    private static readonly string[] DecisionFields =
    [
        "queryId", "text", "outcome", "subsystem", "intent", "negated", "slots", "score", "alternatives", "parts", "partial", "missing", "skipped",
        "degraded", "truncated", "hypothesis", "timings",
    ];

    /// <summary>Options that know every type of the wire.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>A decision.</summary>
    public static JsonTypeInfo<RouteDecision> Decision { get; } = TypeInfo<RouteDecision>();

    /// <summary>An error in the place of a decision.</summary>
    public static JsonTypeInfo<ErrorEnvelope> Error { get; } = TypeInfo<ErrorEnvelope>();

    /// <summary>A request.</summary>
    public static JsonTypeInfo<RouteBody> Request { get; } = TypeInfo<RouteBody>();

    /// <summary>An RFC 9457 problem.</summary>
    public static JsonTypeInfo<Problem> Problem { get; } = TypeInfo<Problem>();

    /// <summary>The metadata of a type of the wire.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Reads exactly one request from the whole of a buffer.</summary>
    /// <exception cref="JsonException">The bytes are not UTF-8, not JSON, or not a request; <c>Path</c> says where.</exception>
    public static RouteBody? ReadRequest(in System.Buffers.ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        var request = JsonSerializer.Deserialize(ref reader, Request);
        // One more read finds what stands after the value.
        reader.Read();
        return request;
    }

    /// <summary>Makes the server's own options, from which the OpenAPI document is made, agree with the wire.</summary>
    public static void Describe(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Options.TypeInfoResolver!);
        options.NumberHandling = Options.NumberHandling;
        foreach (var converter in Options.Converters) options.Converters.Add(converter);
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(WireJsonContext.Default.Options)
        {
            // The answers are JSON documents, never part of a page, so only what JSON itself asks for is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = WireJsonContext.Default.WithAddedModifier(ShapeDecision),
        };
        options.MakeReadOnly();
        return options;
    }

    private static void ShapeDecision(JsonTypeInfo type)
    {
        if (type.Type == typeof(Slot))
        {
            foreach (var property in type.Properties.Where(property => property.IsGetNullable))
                property.ShouldSerialize = static (_, value) => value is not null;
        }
        if (type.Type == typeof(Slot) || type.Type == typeof(DecisionPart))
        {
            foreach (var property in type.Properties.Where(property => property.PropertyType == typeof(bool)))
                property.ShouldSerialize = static (_, value) => value is true;
        }
        if (type.Type != typeof(RouteDecision)) return;
        foreach (var property in type.Properties)
        {
            property.Order = Array.IndexOf(DecisionFields, property.Name);
            property.ShouldSerialize = property.Name switch
            {
                "truncated" or "negated" => static (_, value) => value is true,
                "parts" => static (_, value) => value is IReadOnlyList<DecisionPart> { Count: > 0 },
                "skipped" => static (_, value) => value is IReadOnlyList<string> { Count: > 0 },
                "hypothesis" => static (_, value) => value is > 0,
                _ => property.ShouldSerialize,
            };
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    MaxDepth = WireJson.MaxDepth,
    Converters = [typeof(CamelCaseEnum<DecisionOutcome>), typeof(CamelCaseEnum<BoundSide>), typeof(CamelCaseEnum<QueryPriority>), typeof(CamelCaseEnum<NodeState>), typeof(CamelCaseEnum<SessionNoticeKind>)])]
[JsonSerializable(typeof(RouteBody))]
[JsonSerializable(typeof(RouteDecision))]
[JsonSerializable(typeof(DecisionList))]
[JsonSerializable(typeof(ErrorEnvelope))]
[JsonSerializable(typeof(SessionEvent))]
[JsonSerializable(typeof(SessionUpdate))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(SubsystemList))]
[JsonSerializable(typeof(ClusterStatus))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
