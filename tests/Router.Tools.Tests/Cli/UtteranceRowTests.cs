using Router.Contracts.Protocol;
using Router.Host;
using Router.Tools.Cli;
using Router.Tools.Playback;

namespace Router.Tools.Tests.Cli;

public sealed class UtteranceRowTests
{
    [Fact]
    public void A_decision_is_told_by_its_outcome()
    {
        var routed = new RouteDecision { Outcome = Outcome.Routed, Subsystem = "alarm", Intent = "alarm_set" };
        var multiple = new RouteDecision
        {
            Outcome = Outcome.Multiple,
            Parts = { new DecisionPart { Subsystem = "iot", Intent = "off" }, new DecisionPart { Subsystem = "alarm", Intent = "set" } },
        };
        var ambiguous = new RouteDecision
        {
            Outcome = Outcome.Ambiguous,
            Subsystem = "play",
            Intent = "music",
            Alternatives = { new Alternative { Subsystem = "music", Intent = "query" } },
        };

        Assert.Equal("alarm/alarm_set", UtteranceRow.IntentOf(routed));
        Assert.Equal("iot/off + alarm/set", UtteranceRow.IntentOf(multiple));
        Assert.Equal("play/music or music/query", UtteranceRow.IntentOf(ambiguous));
        Assert.Equal("out of scope", UtteranceRow.IntentOf(new RouteDecision { Outcome = Outcome.OutOfScope }));
    }

    [Fact]
    public void A_guess_that_comes_after_the_end_changes_nothing()
    {
        var row = new UtteranceRow("s", "u");
        var decision = new RouteDecision { Outcome = Outcome.Routed, Subsystem = "alarm", Intent = "alarm_set" };
        row.Finish(new UtteranceEnd("u", TimeSpan.FromMilliseconds(3)) { Decision = new FinalDecision { Decision = decision, SpeculationHit = true } });

        row.Guess(new RouteDecision { Outcome = Outcome.OutOfScope });

        Assert.Equal(("alarm/alarm_set", "hit", 3.0), (row.Intent, row.End, row.LatencyMs));
    }

    [Fact]
    public void The_slots_of_all_parts_are_told()
    {
        var row = new UtteranceRow("s", "u");
        var decision = new RouteDecision { Outcome = Outcome.Multiple, Parts = { Part("room", "hall"), Part("time", "seven") } };

        row.Finish(new UtteranceEnd("u", TimeSpan.Zero) { Decision = new FinalDecision { Decision = decision } });

        Assert.Equal(("room=hall, time=seven", "miss"), (row.Slots, row.End));

        static DecisionPart Part(string type, string text) => new() { Slots = { new Slot { Type = type, Text = text } } };
    }
}
