using BenchmarkDotNet.Attributes;
using Router.Contracts;
using Router.Host;
using Router.Host.Node;
using Router.Language.Values;

namespace Router.Benchmarks.Routing;

/// <summary>A decision's text read, and its slots given their values as the shipped configuration has it.</summary>
[MemoryDiagnoser]
public class ValuesBenchmarks
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private SlotValues _values = null!;
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
        _values = RouterNode.ValuesOf(Deployment.Configuration().Settings, new StoppedClock());
        string[] texts = [.. Slots.Split(';').Select(slot => slot.Split('=')[1])];
        _decision = new RouteDecision(Guid.Empty)
        {
            Text = string.Join(' ', texts),
            Outcome = DecisionOutcome.Routed,
            Subsystem = Slots.StartsWith("change_amount", StringComparison.Ordinal) ? "iot" : "alarm",
            Intent = "intent",
            Slots = [.. Slots.Split(';').Select((slot, i) => ToSlot(slot.Split('='), texts.Take(i).Sum(text => text.Length + 1)))],
        };
    }

    [Benchmark]
    public RouteDecision Read() => _values.Read(_decision, Zone);

    private static Slot ToSlot(string[] slot, int start) => new(slot[0], start, start + slot[1].Length, slot[1], 1);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 9, 20, 30, TimeSpan.Zero);
    }
}
