using Router.Contracts;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>Slots as taggers cut them. Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class SlotReaderTests
{
    private static readonly ILookup<string, ValueKind> Kinds =
        new[] { ("time", ValueKind.DateTimes), ("time", ValueKind.Durations), ("date", ValueKind.Dates), ("amount", ValueKind.Percentages), ("amount", ValueKind.Numbers) }
            .ToLookup(pair => pair.Item1, pair => pair.Item2);

    [Theory]
    [InlineData("wake me at 07:30 tomorrow", "30", "07:30", "2026-11-22T07:30:00+08:00")]
    [InlineData("wake me at 6 a.m. please", "6", "6 a.m.", "2026-11-22T06:00:00+08:00")]
    [InlineData("a timer for 1.5 hours", "5 hours", "1.5 hours", "PT1H30M")]
    [InlineData("a timer for two and a half hours", "half hours", "two and a half hours", "PT2H30M")]
    [InlineData("wake me tomorrow at seven", "seven", "seven", "2026-11-22T07:00:00+08:00")]
    public void A_torn_slot_is_widened_to_what_it_is_part_of(string text, string slot, string wide, string value)
    {
        var read = Assert.Single(Read(text, ("time", slot)));

        Assert.Equal((wide, value), (read.Text, read.Value));
        Assert.Equal(wide, text[read.Start..read.End]);
    }

    [Fact]
    public void Slots_that_tear_one_length_are_one() => Assert.Equal("2 hours 10 minutes", Assert.Single(Read("for 2 hours 10 minutes", ("time", "2 hours"), ("time", "10 minutes"))).Text);

    [Fact]
    public void A_slot_is_not_widened_into_another()
    {
        var slots = Read("tomorrow morning at 7:15", ("date", "tomorrow"), ("time", "15"));

        Assert.Equal(["tomorrow", "7:15"], slots.Select(slot => slot.Text));
        Assert.Equal(["2026-11-22", "2026-11-22T07:15:00+08:00"], slots.Select(slot => slot.Value));
    }

    [Theory]
    [InlineData("remind me saturday at 8 am", "saturday", "8 am", "2026-11-28", "2026-11-28T08:00:00+08:00")]
    [InlineData("remind me saturday at 8 pm", "saturday", "8 pm", "2026-11-21", "2026-11-21T20:00:00+08:00")]
    [InlineData("周六早上八点叫我", "周六", "早上八点", "2026-11-28", "2026-11-28T08:00:00+08:00")]
    [InlineData("saturday night at 1 am", "saturday", "1 am", "2026-11-21", "2026-11-22T01:00:00+08:00")]
    public void A_day_of_the_week_and_its_time_are_of_one_week(string text, string day, string time, string expectedDay, string expectedTime) =>
        Assert.Equal([expectedDay, expectedTime], Read(text, ("date", day), ("time", time)).Select(slot => slot.Value));

    [Fact]
    public void What_was_not_tagged_stays_no_slot() => Assert.Empty(Read("wake me at seven"));

    [Fact]
    public void A_slot_of_another_type_stays_as_it_is()
    {
        var slot = Assert.Single(Read("play seven nation army", ("song", "seven nation army")));

        Assert.Equal(("seven nation army", null), (slot.Text, slot.Value));
    }

    [Fact]
    public void A_range_goes_into_a_field_of_its_own()
    {
        var slot = Assert.Single(Read("meet tomorrow from 2 to 4 pm", ("time", "2 to 4 pm")));

        Assert.Null(slot.Value);
        Assert.Equal(new SlotRange("2026-11-22T14:00:00+08:00", "2026-11-22T16:00:00+08:00"), slot.Range);
    }

    [Fact]
    public void A_bound_goes_into_a_field_of_its_own()
    {
        var slot = Assert.Single(Read("delete alarms before 8 pm", ("time", "8 pm")));

        Assert.Null(slot.Value);
        Assert.Equal(new SlotBound(BoundSide.Before, "2026-11-21T20:00:00+08:00"), slot.Bound);
    }

    [Fact]
    public void A_recurrence_is_no_one_time()
    {
        var slots = Read("wake me every monday at seven am", ("date", "every monday"), ("time", "seven am"));

        Assert.All(slots, slot => Assert.Equal((null, "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0"), (slot.Value, slot.Recurrence)));
    }

    [Fact]
    public void Two_days_in_a_slot_are_no_value() => Assert.Null(Assert.Single(Read("remind me tomorrow or monday", ("date", "tomorrow or monday"))).Value);

    [Fact]
    public void What_was_taken_back_has_the_value_of_what_took_its_place()
    {
        var slots = Read("remind me on monday no tuesday at noon", ("date", "monday"), ("date", "tuesday"));

        Assert.All(slots, slot => Assert.Equal("2026-11-24", slot.Value));
    }

    [Fact]
    public void Slots_of_a_part_are_read_in_the_part()
    {
        const string part = "wake me at seven am";
        var slot = new Slot("time", 40 + 11, 40 + 19, "seven am", 1);

        Assert.Equal("2026-11-22T07:00:00+08:00", Assert.Single(SlotText.Reader(part, 40, Kinds, SpeakerTimes.Saturday).Read([slot])).Value);
    }

    [Fact]
    public void A_text_whose_slots_are_switches_is_not_read()
    {
        var kinds = new[] { ValueKind.Switches }.ToLookup(_ => "state");
        var reader = new SlotReader("turn on the maybe", 0, new(() => throw new InvalidOperationException("it is read")), kinds);

        Assert.Equal(["on", null], reader.Read([new Slot("state", 0, 7, "turn on", 1), new Slot("state", 12, 17, "maybe", 1)]).Select(slot => slot.Value));
    }

    private static IReadOnlyList<Slot> Read(string text, params (string Type, string Text)[] slots) => SlotText.Reader(text, 0, Kinds, SpeakerTimes.Saturday).Read(
        [.. slots.Select(slot => text.IndexOf(slot.Text, StringComparison.Ordinal) is var at ? new Slot(slot.Type, at, at + slot.Text.Length, slot.Text, 1) : null!)]);
}
