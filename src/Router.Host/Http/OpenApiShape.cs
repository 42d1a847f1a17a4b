using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Router.Contracts;
using Router.Host.Listeners;

namespace Router.Host.Http;

/// <summary>What the OpenAPI document says beyond what the endpoints tell by themselves.</summary>
internal static class OpenApiShape
{
    /// <summary>The operation that <see cref="RouteEndpoint"/> implements.</summary>
    public const string RouteOperation = "route";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            DescribeApi(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, cancellationToken) => operation.OperationId == RouteOperation
            ? DescribeRouteAsync(operation, context, cancellationToken)
            : Task.CompletedTask);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            RequireAllThatIsWritten(schema, context.JsonTypeInfo);
            DescribeReserved(schema, context.JsonTypeInfo.Type);
            NameValues(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    }

    private static void DescribeApi(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Router",
            Version = typeof(OpenApiShape).Assembly.GetName().Version?.ToString(3) ?? "0",
            Description = "Routes what people say to the subsystem that handles it, with intent and slots.",
        };
        // The address is the caller's to know: behind a proxy the server would name its own.
        document.Servers?.Clear();
    }

    /// <summary>The endpoint can name one type for each answer; a list has another, and protobuf has no JSON schema.</summary>
    private static async Task DescribeRouteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        document.AddComponent(nameof(RouteError), await context.GetOrCreateSchemaAsync(typeof(RouteError), null, cancellationToken));
        var decision = new OpenApiSchemaReference(nameof(RouteDecision), document);
        var error = Object("error", new OpenApiSchemaReference(nameof(RouteError), document));
        var list = Object("decisions", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { OneOf = [decision, error] } });
        operation.Responses!["200"].Content![MediaTypes.Json].Schema = new OpenApiSchema { OneOf = [decision, list] };
        operation.Responses["200"].Content![MediaTypes.Protobuf].Schema = Binary("router.v1.RouteDecision");
        operation.RequestBody!.Content![MediaTypes.Protobuf].Schema = Binary("router.v1.RouteRequest");
    }

    /// <summary>The generator looks into no converter but the serialiser's own.</summary>
    private static void NameValues(OpenApiSchema schema, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { IsEnum: true } optional) Name(optional, JsonSchemaType.String | JsonSchemaType.Null);
        else if (type.IsEnum) Name(type, JsonSchemaType.String);

        void Name(Type names, JsonSchemaType shape)
        {
            schema.Type = shape;
            schema.Enum = [.. Enum.GetNames(names).Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name)))];
        }
    }

    /// <summary>What is taken or given, and has no effect yet.</summary>
    private static void DescribeReserved(OpenApiSchema schema, Type type)
    {
        if (type == typeof(RouteBody)) schema.Properties!["language"].Description = "Reserved: a BCP 47 tag, checked for its form; it changes nothing yet.";
        if (type == typeof(RouteDecision)) schema.Properties!["degraded"].Description = "Reserved: always false yet.";
    }

    private static OpenApiSchema Object(string property, IOpenApiSchema schema) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { property },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { [property] = schema },
    };

    private static OpenApiSchema Binary(string message) =>
        new() { Type = JsonSchemaType.String, Format = "binary", Description = $"The protobuf message {message}." };

    /// <summary>Answers are written with all their fields, whatever they hold, but for those that the serialiser may leave out; of a request none is required.</summary>
    private static void RequireAllThatIsWritten(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type == typeof(RouteBody)) return;
        schema.Required = type.Properties.Where(IsAlwaysWritten).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.ShouldSerialize is null && property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) != true;
}
