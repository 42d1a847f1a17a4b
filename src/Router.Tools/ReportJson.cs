using System.Text.Json;
using System.Text.Json.Serialization;
using Router.Contracts;
using Router.Tools.Evaluation;
using Router.Tools.Models;

namespace Router.Tools;

/// <summary>The JSON of the reports that commands print.</summary>
[JsonSerializable(typeof(List<PackageReport>))]
[JsonSerializable(typeof(List<CuttingScore>))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(TogetherReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>In camelCase, with only what JSON itself asks for escaped: the reports are documents, never part of a page.</summary>
    public static ReportJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = WireJson.Options.Encoder,
        Converters = { new CamelCaseEnum<DecisionOutcome>() },
    });
}
