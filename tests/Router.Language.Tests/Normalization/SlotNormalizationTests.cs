using Router.Contracts;
using Router.Language.Normalization;

namespace Router.Language.Tests.Normalization;

/// <summary>Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class SlotNormalizationTests
{
    private static readonly SlotNormalization Normalization = new(
        new Dictionary<string, ILookup<string, ISlotNormalizer>>
        {
            ["alarm"] = Table(("time", new DateTimeNormalizer()), ("timeofday", new DateTimeNormalizer()), ("date", new DateNormalizer()), ("time", new DurationNormalizer())),
            ["iot"] = Table(("amount", new PercentageNormalizer()), ("amount", new NumberNormalizer())),
        },
        SpeakerTimes.Shanghai,
        new FixedTime(SpeakerTimes.Saturday.Now));

    [Fact]
    public void A_slot_gets_the_first_value_that_its_text_has_and_one_without_a_meaning_none() => Assert.Equal(
        ["50%", "5", null, null],
        Values(Decision("iot", ("amount", 0, "half"), ("amount", 5, "five"), ("amount", 10, "a little"), ("place", 20, "seven"))));

    [Fact]
    public void A_time_that_is_no_moment_may_be_a_length() =>
        Assert.Equal(["PT10M"], Values(Decision("alarm", ("time", 0, "ten minutes"))));

    [Fact]
    public void A_time_is_completed_by_the_date_and_the_part_of_the_day_in_other_slots() => Assert.Equal(
        ["2026-11-22", "2026-11-22T18:00:00+08:00/2026-11-23T00:00:00+08:00", "2026-11-22T20:00:00+08:00"],
        Values(Decision("alarm", ("date", 0, "明天"), ("timeofday", 2, "晚上"), ("time", 4, "八点"))));

    [Fact]
    public void The_nearest_date_counts() => Assert.Equal(
        ["2026-11-23", "2026-11-24", "2026-11-24T17:00:00+08:00"],
        Values(Decision("alarm", ("date", 5, "monday"), ("date", 40, "tuesday"), ("time", 30, "5 pm"))));

    [Fact]
    public void A_distance_from_now_has_its_date() => Assert.Equal(
        ["2026-11-22", "2026-11-21T10:30:30+08:00"], Values(Decision("alarm", ("date", 0, "tomorrow"), ("time", 20, "in ten minutes"))));

    [Fact]
    public void Parts_and_alternatives_get_their_values_too()
    {
        var slots = Decision("alarm", ("time", 0, "noon")).Slots;
        var whole = new RouteDecision(Guid.Empty)
        {
            Text = "",
            Outcome = DecisionOutcome.Multiple,
            Parts = [new DecisionPart(0, 4, "noon", "alarm", "set", slots, 1), new DecisionPart(0, 4, "noon", "music", "play", slots, 1)],
            Alternatives = [new Alternative("alarm", "set", 1, slots)],
        };
        var decision = Normalization.Apply(whole, speakers: null);

        Assert.Equal("2026-11-21T12:00:00+08:00", Assert.Single(decision.Parts[0].Slots).Value);
        Assert.Null(Assert.Single(decision.Parts[1].Slots).Value);
        Assert.Equal("2026-11-21T12:00:00+08:00", Assert.Single(Assert.Single(decision.Alternatives).Slots).Value);
    }

    [Fact]
    public void A_speaker_who_says_where_he_is_has_that_places_clock_and_calendar() => Assert.Equal(
        ["2026-11-20", "2026-11-21T08:00:00-05:00"],
        Values(Decision("alarm", ("date", 0, "today"), ("time", 40, "tomorrow at eight am")), SpeakerTimes.NewYork));

    [Fact]
    public void A_decision_without_such_a_slot_stays_what_it_is_and_nobody_looks_at_the_clock()
    {
        var normalization = new SlotNormalization(
            new Dictionary<string, ILookup<string, ISlotNormalizer>> { ["alarm"] = Table(("time", new DateTimeNormalizer())) }, TimeZoneInfo.Utc, new BrokenTime());
        var decision = Decision("alarm", ("place", 0, "noon"));
        var unknown = Decision("weather", ("time", 0, "noon"));

        Assert.Same(decision, normalization.Apply(decision, speakers: null));
        Assert.Same(unknown, normalization.Apply(unknown, SpeakerTimes.NewYork));
    }

    private static IEnumerable<string?> Values(RouteDecision decision, TimeZoneInfo? speakers = null) =>
        Normalization.Apply(decision, speakers).Slots.Select(slot => slot.Value);

    private static RouteDecision Decision(string subsystem, params (string Type, int Start, string Text)[] slots) => new(Guid.Empty)
    {
        Text = "",
        Outcome = DecisionOutcome.Routed,
        Subsystem = subsystem,
        Intent = "intent",
        Slots = [.. slots.Select(slot => new Slot(slot.Type, slot.Start, slot.Start + slot.Text.Length, slot.Text, 1))],
    };

    private static ILookup<string, ISlotNormalizer> Table(params (string Type, ISlotNormalizer Normalizer)[] rows) => rows.ToLookup(row => row.Type, row => row.Normalizer);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("nothing asks for the time");
    }
}
