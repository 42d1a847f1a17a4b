using System.Text.Json;

namespace Router.Contracts.Tests;

/// <summary>How decisions tell who was not asked.</summary>
public sealed class SkippedTests
{
    private static readonly RouteDecision Decision = new(Guid.Empty) { Text = "wake me", Outcome = DecisionOutcome.Routed, Subsystem = "alarm", Intent = "alarm_set" };

    [Fact]
    public void In_json_they_stand_behind_the_missing_ones_and_only_where_there_are_any()
    {
        Assert.DoesNotContain("skipped", JsonSerializer.Serialize(Decision, WireJson.Decision), StringComparison.Ordinal);
        var json = JsonSerializer.Serialize(Decision with { Skipped = ["iot", "weather"] }, WireJson.Decision);
        Assert.Contains("\"missing\":[],\"skipped\":[\"iot\",\"weather\"],\"degraded\"", json, StringComparison.Ordinal);
        Assert.Equal(["iot", "weather"], JsonSerializer.Deserialize(json, WireJson.Decision)!.Skipped);
    }

    [Fact]
    public void In_protobuf_they_are_a_list()
    {
        var message = ProtocolFormat.ToProtocol(Decision with { Skipped = ["iot", "weather"] });
        Assert.Equal(["iot", "weather"], message.Skipped);
        Assert.Equal(["iot", "weather"], ProtocolFormat.FromProtocol(message).Skipped);
        Assert.Empty(ProtocolFormat.FromProtocol(ProtocolFormat.ToProtocol(Decision)).Skipped);
    }
}
