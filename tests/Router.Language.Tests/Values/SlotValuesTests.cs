using Router.Contracts;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class SlotValuesTests
{
    private static readonly PastRequests NothingIsAhead = new(new Dictionary<string, IReadOnlySet<string>>());

    private static readonly SlotValues Values = new(
        new Dictionary<string, ILookup<string, ValueKind>>
        {
            ["alarm"] = Table(("time", ValueKind.DateTimes), ("timeofday", ValueKind.DateTimes), ("date", ValueKind.Dates), ("time", ValueKind.Durations)),
            ["iot"] = Table(("amount", ValueKind.Percentages), ("amount", ValueKind.Numbers)),
        },
        NothingIsAhead,
        SpeakerTimes.Shanghai,
        new FixedTime(SpeakerTimes.Saturday.Now));

    [Fact]
    public void A_slot_gets_the_first_value_that_its_text_has_and_one_without_a_meaning_none() => Assert.Equal(
        ["50%", "5", null, null],
        ValuesOf(Decision("iot", ("amount", 0, "half"), ("amount", 5, "five"), ("amount", 10, "a little"), ("place", 20, "seven"))));

    [Fact]
    public void A_time_that_is_no_moment_may_be_a_length() =>
        Assert.Equal(["PT10M"], ValuesOf(Decision("alarm", ("time", 0, "ten minutes"))));

    [Fact]
    public void A_time_is_completed_by_the_date_and_the_part_of_the_day_in_other_slots() => Assert.Equal(
        ["2026-11-22", "2026-11-22T20:00:00+08:00", "2026-11-22T20:00:00+08:00"],
        ValuesOf(Decision("alarm", ("date", 0, "明天"), ("timeofday", 2, "晚上"), ("time", 4, "八点"))));

    [Fact]
    public void The_nearest_date_counts() => Assert.Equal(
        ["2026-11-23", "2026-11-24", "2026-11-24T17:00:00+08:00"],
        ValuesOf(Decision("alarm", ("date", 5, "monday"), ("date", 40, "tuesday"), ("time", 30, "5 pm"))));

    [Fact]
    public void A_distance_from_now_has_its_date() => Assert.Equal(
        ["2026-11-22", "2026-11-21T10:30:30+08:00"], ValuesOf(Decision("alarm", ("date", 0, "tomorrow"), ("time", 20, "in ten minutes"))));

    [Fact]
    public void Parts_and_alternatives_get_their_values_too()
    {
        var slots = Decision("alarm", ("time", 0, "noon")).Slots;
        var whole = new RouteDecision(Guid.Empty)
        {
            Text = "noon",
            Outcome = DecisionOutcome.Multiple,
            Parts = [new DecisionPart(0, 4, "noon", "alarm", "set", slots, 1), new DecisionPart(0, 4, "noon", "music", "play", slots, 1)],
            Alternatives = [new Alternative("alarm", "set", 1, slots)],
        };
        var decision = Values.Read(whole, speakers: null);

        Assert.Equal("2026-11-21T12:00:00+08:00", Assert.Single(decision.Parts[0].Slots).Value);
        Assert.Null(Assert.Single(decision.Parts[1].Slots).Value);
        Assert.Equal("2026-11-21T12:00:00+08:00", Assert.Single(Assert.Single(decision.Alternatives).Slots).Value);
    }

    [Fact]
    public void A_speaker_who_says_where_he_is_has_that_places_clock_and_calendar() => Assert.Equal(
        ["2026-11-20", "2026-11-21T08:00:00-05:00"],
        ValuesOf(Decision("alarm", ("date", 0, "today"), ("time", 40, "tomorrow at eight am")), SpeakerTimes.NewYork));

    [Fact]
    public void A_decision_without_such_a_slot_stays_what_it_is_and_nobody_looks_at_the_clock()
    {
        var values = new SlotValues(
            new Dictionary<string, ILookup<string, ValueKind>> { ["alarm"] = Table(("time", ValueKind.DateTimes)) }, NothingIsAhead, TimeZoneInfo.Utc, new BrokenTime());
        var decision = Decision("alarm", ("place", 0, "noon"));
        var unknown = Decision("weather", ("time", 0, "noon"));

        Assert.Same(decision, values.Read(decision, speakers: null));
        Assert.Same(unknown, values.Read(unknown, SpeakerTimes.NewYork));
    }

    [Fact]
    public void Where_no_slot_has_a_value_nothing_is_read_before_the_first_query()
    {
        var none = new Dictionary<string, ILookup<string, ValueKind>> { ["music"] = Table() };
        var some = new Dictionary<string, ILookup<string, ValueKind>>(none) { ["alarm"] = Table(("time", ValueKind.DateTimes)) };

        new SlotValues(none, NothingIsAhead, TimeZoneInfo.Utc, new BrokenTime()).WarmUp();

        Assert.Throws<InvalidOperationException>(new SlotValues(some, NothingIsAhead, TimeZoneInfo.Utc, new BrokenTime()).WarmUp);
    }

    private static IEnumerable<string?> ValuesOf(RouteDecision decision, TimeZoneInfo? speakers = null) =>
        Values.Read(decision, speakers).Slots.Select(slot => slot.Value);

    /// <summary>A decision on a text in which words stand between the slots.</summary>
    private static RouteDecision Decision(string subsystem, params (string Type, int Start, string Text)[] slots) => new(Guid.Empty)
    {
        Text = slots.Aggregate(new string('x', slots.Max(slot => slot.Start + slot.Text.Length)), (text, slot) => Write(text, slot.Start, slot.Text)),
        Outcome = DecisionOutcome.Routed,
        Subsystem = subsystem,
        Intent = "intent",
        Slots = [.. slots.Select(slot => new Slot(slot.Type, slot.Start, slot.Start + slot.Text.Length, slot.Text, 1))],
    };

    private static string Write(string text, int at, string word) => (at > 0 && text[at - 1] == 'x' ? $"{text[..(at - 1)]} " : text[..at]) + word
        + (at + word.Length < text.Length && text[at + word.Length] == 'x' ? $" {text[(at + word.Length + 1)..]}" : text[(at + word.Length)..]);

    private static ILookup<string, ValueKind> Table(params (string Type, ValueKind Kind)[] rows) => rows.ToLookup(row => row.Type, row => row.Kind);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("nothing asks for the time");
    }
}
