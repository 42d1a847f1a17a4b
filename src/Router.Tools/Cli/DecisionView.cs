using Router.Contracts;
using Router.Host;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary>A decision for people.</summary>
internal static class DecisionView
{
    /// <summary>Width of tables that do not go to a terminal.</summary>
    public const int RedirectedWidth = 160;

    /// <summary>Prints a decision as a table.</summary>
    public static void Write(IAnsiConsole console, RouteDecision decision)
    {
        if (Console.IsOutputRedirected) console.Profile.Width = RedirectedWidth;
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("name").AddColumn("value");
        Add("text", decision.Text);
        Add("outcome", OutcomeOf(decision.Outcome));
        if (decision.Subsystem is not null)
        {
            Add("subsystem", decision.Subsystem);
            Add("intent", Negation(decision.Negated) + (decision.Intent ?? ""));
            Add("slots", SlotsOf(decision.Slots));
        }
        foreach (var part in decision.Parts)
        {
            Add("part", $"{part.Text} → {part.Subsystem} / {Negation(part.Negated)}{part.Intent} {part.Score:0.000}");
            if (part.Slots.Count > 0) Add("", SlotsOf(part.Slots));
        }
        Add("score", decision.Score.ToString("0.000"));
        foreach (var other in decision.Alternatives) Add("or", $"{other.Subsystem} / {other.Intent} {other.Score:0.000}");
        if (decision.Partial) Add("missing", string.Join(", ", decision.Missing));
        if (decision.Skipped.Count > 0) Add("not asked", string.Join(", ", decision.Skipped));
        if (decision.Truncated) Add("truncated", "the text has more tokens than the backbone takes");
        var (queue, encode, heads, rank, total) = decision.Timings;
        Add("ms", $"{total:0.0} (queue {queue:0.0}, encode {encode:0.0}, heads {heads:0.0}, rank {rank:0.0})");
        console.Write(table);

        void Add(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }

    /// <summary>An outcome as the decision JSON spells it.</summary>
    public static string OutcomeOf(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Routed => "routed",
        DecisionOutcome.Multiple => "multiple",
        DecisionOutcome.Ambiguous => "ambiguous",
        _ => "outOfScope",
    };

    /// <summary>Slots in one line.</summary>
    public static string SlotsOf(IReadOnlyList<Slot> slots) => string.Join(", ", slots.Select(slot =>
        $"{slot.Type}{(slot.Excluded ? "≠" : "=")}{slot.Text}{(slot.Value is null ? "" : $" ({slot.Value})")}"));

    /// <summary>What stands before an intent that is forbidden.</summary>
    public static string Negation(bool negated) => negated ? "not " : "";
}
