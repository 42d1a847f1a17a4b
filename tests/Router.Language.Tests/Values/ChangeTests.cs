using Router.Language.Values;

namespace Router.Language.Tests.Values;

/// <summary>What is changed from one time to another: each slot has its own. Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class ChangeTests
{
    private static readonly ILookup<string, ValueKind> Kinds =
        new[] { ("time", ValueKind.DateTimes), ("time", ValueKind.Dates), ("time", ValueKind.Durations), ("number", ValueKind.Numbers) }.ToLookup(pair => pair.Item1, pair => pair.Item2);

    [Theory]
    [InlineData("move my 3 pm to 4 pm", "3 pm", "4 pm", "2026-11-21T15:00:00+08:00", "2026-11-21T16:00:00+08:00")]
    [InlineData("move my 3 pm to 4", "3 pm", "4", "2026-11-21T15:00:00+08:00", "2026-11-21T16:00:00+08:00")]
    [InlineData("move my 11 am to 1", "11 am", "1", "2026-11-21T11:00:00+08:00", "2026-11-21T13:00:00+08:00")]
    [InlineData("change the 7 o'clock alarm to 8", "7 o'clock", "8", "2026-11-21T19:00:00+08:00", "2026-11-21T20:00:00+08:00")]
    [InlineData("change my 10 o'clock alarm to 11", "10 o'clock", "11", "2026-11-21T22:00:00+08:00", "2026-11-21T23:00:00+08:00")]
    [InlineData("change my alarm from 10 to 11", "10", "11", "2026-11-21T22:00:00+08:00", "2026-11-21T23:00:00+08:00")]
    [InlineData("change my alarm tomorrow from 7 to 8", "7", "8", "2026-11-22T07:00:00+08:00", "2026-11-22T08:00:00+08:00")]
    [InlineData("change my alarm from 7 to 8 tomorrow", "7", "8", "2026-11-22T07:00:00+08:00", "2026-11-22T08:00:00+08:00")]
    [InlineData("move my 3 pm to 4 pm on friday", "3 pm", "4 pm on friday", "2026-11-27T15:00:00+08:00", "2026-11-27T16:00:00+08:00")]
    [InlineData("move tomorrow's 9 o'clock meeting to 10", "9 o'clock", "10", "2026-11-22T09:00:00+08:00", "2026-11-22T10:00:00+08:00")]
    [InlineData("move my friday 3 pm dentist appointment to 4 pm", "3 pm", "4 pm", "2026-11-27T15:00:00+08:00", "2026-11-27T16:00:00+08:00")]
    [InlineData("move the 3 pm meeting to 4 pm on friday", "3 pm", "4 pm on friday", "2026-11-21T15:00:00+08:00", "2026-11-27T16:00:00+08:00")]
    [InlineData("move my 3 pm to tomorrow", "3 pm", "tomorrow", "2026-11-21T15:00:00+08:00", "2026-11-22")]
    [InlineData("postpone my 7 pm alarm until 8", "7 pm", "8", "2026-11-21T19:00:00+08:00", "2026-11-21T20:00:00+08:00")]
    [InlineData("delay the meeting on friday until monday", "friday", "monday", "2026-11-27", "2026-11-23")]
    [InlineData("reschedule from monday to tuesday", "monday", "tuesday", "2026-11-23", "2026-11-24")]
    [InlineData("reschedule the meeting from friday to wednesday", "friday", "wednesday", "2026-11-27", "2026-11-25")]
    [InlineData("change the timer from 10 minutes to 15 minutes", "10 minutes", "15 minutes", "PT10M", "PT15M")]
    [InlineData("把三点的会改到四点", "三点", "四点", "2026-11-21T15:00:00+08:00", "2026-11-21T16:00:00+08:00")]
    [InlineData("闹钟从七点改成八点", "七点", "八点", "2026-11-21T19:00:00+08:00", "2026-11-21T20:00:00+08:00")]
    [InlineData("闹钟从十点改成十一点", "十点", "十一点", "2026-11-21T22:00:00+08:00", "2026-11-21T23:00:00+08:00")]
    [InlineData("把明天下午三点的会改到四点", "明天下午三点", "四点", "2026-11-22T15:00:00+08:00", "2026-11-22T16:00:00+08:00")]
    [InlineData("把下午三点的会改到后天", "下午三点", "后天", "2026-11-21T15:00:00+08:00", "2026-11-23")]
    [InlineData("把会议从周五改到周三", "周五", "周三", "2026-11-27", "2026-11-25")]
    public void Each_of_both_times_has_its_own_value(string text, string from, string to, string expectedFrom, string expectedTo) =>
        Assert.Equal([expectedFrom, expectedTo], Read(text, ("time", from), ("time", to)).Select(slot => slot.Value));

    [Fact]
    public void One_slot_of_both_times_has_no_value()
    {
        var slot = Assert.Single(Read("move my call from 3 pm to 4 pm", ("time", "from 3 pm to 4 pm")));

        Assert.Equal((null, null), (slot.Value, slot.Range));
    }

    [Theory]
    [InlineData("set a meeting from 3 pm to 4 pm", "from 3 pm to 4 pm")]
    [InlineData("move my meeting to friday from 3 pm to 4 pm", "from 3 pm to 4 pm")]
    [InlineData("remind me of my shift from 3 pm to 4 pm", "from 3 pm to 4 pm")]
    [InlineData("move the 3 to 4 pm meeting to 5 pm", "3 to 4 pm")]
    public void A_range_beside_what_is_changed_stays_one(string text, string range) => Assert.NotNull(Assert.Single(Read(text, ("time", range))).Range);

    [Fact]
    public void What_has_a_unit_is_no_time()
    {
        var slots = Read("change the temperature from 20 to 22 degrees", ("number", "20"), ("number", "22 degrees"));

        Assert.Equal(["20", "22"], slots.Select(slot => slot.Value));
    }

    private static IReadOnlyList<Router.Contracts.Slot> Read(string text, params (string Type, string Text)[] slots)
    {
        var after = 0;
        List<Router.Contracts.Slot> tagged = [];
        foreach (var (type, words) in slots)
        {
            var at = text.IndexOf(words, after, StringComparison.Ordinal);
            after = at + words.Length;
            tagged.Add(new(type, at, after, words, 1));
        }
        return SlotText.Reader(text, 0, Kinds, SpeakerTimes.Saturday).Read(tagged);
    }
}
