using Router.Contracts;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class PastRequestsTests
{
    private static readonly SlotValues Values = new(
        new Dictionary<string, ILookup<string, ValueKind>>
        {
            ["alarm"] = new[] { ("time", ValueKind.DateTimes), ("time", ValueKind.Durations), ("date", ValueKind.Dates) }.ToLookup(pair => pair.Item1, pair => pair.Item2),
        },
        new PastRequests(new Dictionary<string, IReadOnlySet<string>> { ["alarm"] = new HashSet<string> { "set" } }),
        SpeakerTimes.Shanghai,
        TimeProvider.System);

    [Theory]
    [InlineData("yesterday", true)]
    [InlineData("昨天|七点", true)]
    [InlineData("last night", true)]
    [InlineData("ten minutes ago", true)]
    [InlineData("today|9 am", false)]
    [InlineData("today", false)]
    [InlineData("now", false)]
    [InlineData("9 am", false)]
    [InlineData("tomorrow|seven", false)]
    [InlineData("yesterday|tomorrow", false)]
    [InlineData("early this morning", false)]
    [InlineData("this wednesday|9 am", false)]
    [InlineData("last wednesday|9 am", true)]
    [InlineData("这个星期三|早上七点", false)]
    [InlineData("ten minutes", false)]
    [InlineData("some day", false)]
    public void A_request_for_what_is_to_come_whose_times_are_past_is_out_of_scope(string words, bool isPast)
    {
        var decision = Values.Read(Decision("set", words), speakers: null, SpeakerTimes.Saturday.Now);
        Assert.Equal(isPast ? DecisionOutcome.OutOfScope : DecisionOutcome.Routed, decision.Outcome);
        Assert.Equal(isPast ? (null, null, 0, 1.0) : ("alarm", "set", words.Count(letter => letter == '|') + 1, 0.5), (decision.Subsystem, decision.Intent, decision.Slots.Count, decision.Score));
    }

    [Fact]
    public void Other_intents_may_be_about_the_past() => Assert.Equal(DecisionOutcome.Routed, Values.Read(Decision("remove", "yesterday"), speakers: null, SpeakerTimes.Saturday.Now).Outcome);

    [Fact]
    public void What_is_excepted_does_not_count()
    {
        var decision = Decision("set", "yesterday");
        decision = decision with { Slots = [decision.Slots[0] with { Excluded = true }] };
        Assert.Equal(DecisionOutcome.Routed, Values.Read(decision, speakers: null, SpeakerTimes.Saturday.Now).Outcome);
    }

    /// <summary>A decision on words with bars between the slots.</summary>
    private static RouteDecision Decision(string intent, string words)
    {
        var slots = new List<Slot>();
        var start = 0;
        foreach (var word in words.Split('|'))
        {
            slots.Add(new Slot(word is "yesterday" or "tomorrow" or "today" or "昨天" or "这个星期三" or "this wednesday" or "last wednesday" ? "date" : "time", start, start + word.Length, word, 1));
            start += word.Length + 1;
        }
        return new RouteDecision(Guid.Empty) { Text = words.Replace('|', ' '), Outcome = DecisionOutcome.Routed, Subsystem = "alarm", Intent = intent, Slots = slots, Score = 0.5 };
    }
}
