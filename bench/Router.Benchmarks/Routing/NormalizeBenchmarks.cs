using BenchmarkDotNet.Attributes;
using Router.Contracts;
using Router.Host;
using Router.Host.Node;
using Router.Language.Normalization;

namespace Router.Benchmarks.Routing;

/// <summary>The slots of a decision to their values, each by the normalisers of its type in the shipped configuration.</summary>
[MemoryDiagnoser]
public class NormalizeBenchmarks
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private SlotNormalization _normalization = null!;
    private RouteDecision _decision = null!;

    /// <summary>Types and texts of a decision's slots.</summary>
    [Params(
        "time=half past seven tomorrow", "time=明天早上八点", "date=tomorrow;timeofday=morning;time=seven thirty", "date=明天;timeofday=早上;time=八点",
        "date=the fifth of may", "date=下周二", "time=two and a half hours", "time=一个半小时", "change_amount=thirty percent",
        "change_amount=百分之三十", "time=the usual time before work", "time=上班前的老时间", "media_type=podcast")]
    public string Slots { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _normalization = RouterNode.NormalizationOf(Deployment.Configuration().Settings, new StoppedClock());
        _decision = new RouteDecision(Guid.Empty)
        {
            Text = "",
            Outcome = DecisionOutcome.Routed,
            Subsystem = Slots.StartsWith("change_amount", StringComparison.Ordinal) ? "iot" : "alarm",
            Intent = "intent",
            Slots = [.. Slots.Split(';').Select((slot, i) => ToSlot(slot.Split('='), 40 * i))],
        };
    }

    [Benchmark]
    public RouteDecision Normalize() => _normalization.Apply(_decision, Zone);

    private static Slot ToSlot(string[] slot, int start) => new(slot[0], start, start + slot[1].Length, slot[1], 1);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 9, 20, 30, TimeSpan.Zero);
    }
}
