using Router.Contracts;
using Router.Language.Values;
using Calendar = Ical.Net.Calendar;

namespace Router.Language.Tests.Values;

/// <summary>What is said to happen again and again, kind by kind, and the rule that says it. Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class RecurrenceKindsTests
{
    /// <summary>Sentences, each with its rule.</summary>
    public static TheoryData<string, string> Rules
    {
        get
        {
            TheoryData<string, string> rules = [];
            foreach (var line in Lines("recurrences/rules"))
            {
                var at = line.LastIndexOf(" = ", StringComparison.Ordinal);
                rules.Add(line[..at], line[(at + 3)..]);
            }
            return rules;
        }
    }

    /// <summary>Sentences that no rule of RFC 5545 says, or none that is certain.</summary>
    public static TheoryData<string> WithoutRule => [.. Lines("recurrences/without-rule")];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_recurrence_is_one_rule(string text, string rule) => Assert.Equal(rule, Assert.Single(Read(text)).Recurrence);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_calendar_reads_the_rule(string text, string rule)
    {
        var calendar = Calendar.Load($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Asia/Shanghai:20261101T000000\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");

        Assert.True(calendar!.Events.Single().GetOccurrences().Take(3).Count() == 3, text);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void How_it_is_written_makes_no_difference(string text, string rule)
    {
        var wide = string.Concat(text.Select(unit => char.IsAsciiDigit(unit) ? (char)(unit - '0' + '０') : unit));

        Assert.All([text.ToUpperInvariant(), $"{text}.", $"  {text} !", wide, $"um {text}"], other => Assert.Equal((other, rule), (other, Assert.Single(Read(other)).Recurrence)));
    }

    [Theory]
    [MemberData(nameof(WithoutRule))]
    public void What_no_rule_says_has_none_and_no_single_day_or_time(string text)
    {
        var read = Assert.Single(Read(text));

        Assert.Equal((ExpressionKind.Recurrence, null, null, null), (read.Kind, read.Recurrence, read.Value, read.From));
    }

    [Theory]
    [InlineData("every monday from 9 to 10", "2026-11-23T09:00:00+08:00", "2026-11-23T10:00:00+08:00")]
    [InlineData("every day from 9 to 5", "2026-11-22T09:00:00+08:00", "2026-11-22T17:00:00+08:00")]
    [InlineData("every day from 2 to 4 pm", "2026-11-21T14:00:00+08:00", "2026-11-21T16:00:00+08:00")]
    [InlineData("every night from 10 to 6", "2026-11-21T22:00:00+08:00", "2026-11-22T06:00:00+08:00")]
    [InlineData("every saturday from 10 to 11 am", "2026-11-28T10:00:00+08:00", "2026-11-28T11:00:00+08:00")]
    [InlineData("every monday at 9 for an hour", "2026-11-23T09:00:00+08:00", "2026-11-23T10:00:00+08:00")]
    [InlineData("the last friday of every month from 3 to 4 pm", "2026-11-27T15:00:00+08:00", "2026-11-27T16:00:00+08:00")]
    [InlineData("the first monday of every month from 9 to 10", "2026-12-07T09:00:00+08:00", "2026-12-07T10:00:00+08:00")]
    [InlineData("every day starting tuesday from 9 to 10", "2026-11-24T09:00:00+08:00", "2026-11-24T10:00:00+08:00")]
    [InlineData("every may 5th from 9 to 10", "2027-05-05T09:00:00+08:00", "2027-05-05T10:00:00+08:00")]
    [InlineData("every morning", "2026-11-21T06:00:00+08:00", "2026-11-21T12:00:00+08:00")]
    [InlineData("every monday evening", "2026-11-23T18:00:00+08:00", "2026-11-23T22:00:00+08:00")]
    [InlineData("每周一九点到十点", "2026-11-23T09:00:00+08:00", "2026-11-23T10:00:00+08:00")]
    [InlineData("每个工作日早上九点到下午五点", "2026-11-23T09:00:00+08:00", "2026-11-23T17:00:00+08:00")]
    [InlineData("每月最后一天晚上八点到十点", "2026-11-30T20:00:00+08:00", "2026-11-30T22:00:00+08:00")]
    [InlineData("每周一上午九点持续一小时", "2026-11-23T09:00:00+08:00", "2026-11-23T10:00:00+08:00")]
    [InlineData("每月倒数第二天九点到十点", "2026-11-29T09:00:00+08:00", "2026-11-29T10:00:00+08:00")]
    [InlineData("每周五下午", "2026-11-27T12:00:00+08:00", "2026-11-27T18:00:00+08:00")]
    public void What_takes_time_has_its_first_time_as_a_range(string text, string from, string to)
    {
        var slot = SlotText.Slot(ValueKind.DateTimes, text, SpeakerTimes.Saturday);

        Assert.Equal((null, new SlotRange(from, to)), (slot.Value, slot.Range));
        Assert.NotNull(slot.Recurrence);
    }

    [Theory]
    [InlineData("every day at 7")]
    [InlineData("every hour from 9 to 5")]
    [InlineData("每天早上七点和晚上九点")]
    [InlineData("twice a week")]
    public void What_takes_no_time_has_no_range(string text) => Assert.Null(SlotText.Slot(ValueKind.DateTimes, text, SpeakerTimes.Saturday).Range);

    [Theory]
    [InlineData("every day starting monday at 7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0", "2026-11-23")]
    [InlineData("starting tomorrow every day at 7 am", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0", "2026-11-22")]
    [InlineData("every monday at 7 from december 1st on", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0", "2026-12-01")]
    [InlineData("从下周一开始每天早上七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0", "2026-11-23")]
    [InlineData("明天起每天七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0", "2026-11-22")]
    public void A_day_on_which_it_begins_is_a_bound(string text, string rule, string since)
    {
        var slot = SlotText.Slot(ValueKind.DateTimes, text, SpeakerTimes.Saturday);

        Assert.Equal((rule, new SlotBound(BoundSide.Since, since)), (slot.Recurrence, slot.Bound));
    }

    [Theory]
    [InlineData("wake me every day please at 7", "every day", "7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0")]
    [InlineData("remind me every monday to call mom at seven", "every monday", "seven", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0")]
    [InlineData("at seven pm i want to be woken on weekdays", "weekdays", "seven pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=19;BYMINUTE=0")]
    [InlineData("every morning wake me at 7", "every morning", "7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0")]
    [InlineData("remind me every weekday except friday to stretch at 4 pm", "every weekday except friday", "4 pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=16;BYMINUTE=0")]
    [InlineData("remind me twice a week at 4 pm", "twice a week", "4 pm", null)]
    [InlineData("every day except when it rains wake me at 8", "every day", "8", null)]
    [InlineData("每天提醒我七点吃药", "每天", "七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0")]
    [InlineData("每天早上提醒我七点起床", "每天早上", "七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0")]
    [InlineData("remind me every hour to drink from 9 to 6", "every hour", "9 to 6", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17,18;BYMINUTE=0")]
    [InlineData("工作日请叫我六点半起床", "工作日", "六点半", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=30")]
    public void A_time_elsewhere_in_the_sentence_is_as_often(string text, string often, string time, string? rule) =>
        AssertAllHave(rule, Slots(text, ("general_frequency", often), ("time", time)));

    [Theory]
    [InlineData("wake me every day at 7 for work except on sundays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0")]
    [InlineData("wake me every day at 7 for work but not on sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0")]
    [InlineData("remind me every day to call mom except on christmas", null)]
    [InlineData("每天早上六点半叫我,周末除外", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=30")]
    [InlineData("每天早上六点半叫我,周日不用", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=6;BYMINUTE=30")]
    [InlineData("每天早上六点半叫我,除了圣诞节", null)]
    public void An_exception_may_be_said_elsewhere(string text, string? rule)
    {
        var read = Read(text);

        Assert.Equal(rule, read[0].Recurrence);
        Assert.All(read.Skip(1), expression => Assert.Equal((null, null), (expression.Value, expression.Recurrence)));
    }

    [Theory]
    [InlineData("mondays at 7 and thursdays at 8", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=TH;BYHOUR=8;BYMINUTE=0")]
    [InlineData("at 6:30 on weekdays and 8 on weekends", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=30", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=8;BYMINUTE=0")]
    [InlineData("at 6 every day and at 8 on sundays", "FREQ=DAILY;BYHOUR=6;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=8;BYMINUTE=0")]
    public void Two_recurrences_have_two_rules(string text, string first, string second) => Assert.Equal([first, second], Read(text).Select(expression => expression.Recurrence));

    [Theory]
    [InlineData("every day remind me twice to drink", null)]
    [InlineData("take the pills every day with water three times", null)]
    [InlineData("每天提醒我吃两次药", null)]
    [InlineData("每周运动三次", null)]
    [InlineData("每周运动一次", "FREQ=WEEKLY")]
    public void How_many_times_may_be_said_elsewhere(string text, string? rule) =>
        Assert.Equal(rule, Read(text).Single(expression => expression.Kind == ExpressionKind.Recurrence).Recurrence);

    [Fact]
    public void A_number_that_is_a_time_is_as_often() =>
        Assert.Equal(("FREQ=DAILY;BYHOUR=7;BYMINUTE=0", null), Slots("set a daily alarm for 7", ("time", "7")).Select(slot => (slot.Recurrence, slot.Value)).Single());

    [Theory]
    [InlineData("wake me at seven tomorrow. every day i get up late", "2026-11-22T07:00:00+08:00")]
    [InlineData("every day i get up late. wake me at seven am", "2026-11-22T07:00:00+08:00")]
    [InlineData("i get up every day at nine but wake me at seven am", "2026-11-22T07:00:00+08:00")]
    public void A_time_of_its_own_is_not_as_often(string text, string value) => Assert.Contains(Read(text), expression => expression.Value == value);

    [Theory]
    [InlineData("wake me every monday from 9 to 10", "every monday", "9 to 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0")]
    [InlineData("every day except sunday at 8 am", "every day", "8 am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0")]
    [InlineData("wake me mon-fri at 7", "mon-fri", "7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0")]
    [InlineData("周一到周五早上七点叫我", "周一到周五", "早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0")]
    [InlineData("每月1号和15号早上八点提醒我", "每月1号和15号", "早上八点", "FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=8;BYMINUTE=0")]
    [InlineData("除了周三每天七点叫我", "每天", "七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0")]
    public void All_slots_of_a_recurrence_have_it(string text, string often, string time, string rule)
    {
        AssertAllHave(rule, Slots(text, ("general_frequency", often), ("time", time)));
        AssertAllHave(rule, Slots(text, ("date", often), ("time", time)));
    }

    [Theory]
    [InlineData("on monday and friday", "monday and friday")]
    [InlineData("on monday and friday at six", "monday and friday")]
    [InlineData("on monday, wednesday and friday at six", "monday, wednesday and friday")]
    [InlineData("mon, wed and sat at 10", "mon, wed and sat")]
    [InlineData("tomorrow and friday at nine", "tomorrow and friday")]
    [InlineData("on tuesday or thursday at 5", "tuesday or thursday")]
    [InlineData("the 5th and 6th of may", "the 5th and 6th of may")]
    [InlineData("the 5th and the 10th of may at nine", "the 5th and the 10th of may")]
    [InlineData("on may 5th and may 6th", "may 5th and may 6th")]
    [InlineData("next monday to friday at 7", "next monday to friday")]
    [InlineData("tomorrow at 7 and 9", "7 and 9")]
    [InlineData("周一和周五早上七点", "周一和周五")]
    [InlineData("周一和周五", "周一和周五")]
    [InlineData("周六周日", "周六周日")]
    [InlineData("周六日早上九点", "周六日")]
    [InlineData("周一周三周五早上七点", "周一周三周五")]
    [InlineData("周二四早上七点", "周二四")]
    [InlineData("明天和后天早上八点", "明天和后天")]
    [InlineData("五月一号和三号", "五月一号和三号")]
    [InlineData("下周一三五早上七点", "下周一三五")]
    public void Several_days_are_no_one_day(string text, string slot)
    {
        foreach (var type in new[] { "date", "time" })
        {
            var read = Assert.Single(Slots(text, (type, slot)));
            Assert.Equal((null, null), (read.Value, read.Recurrence));
        }
        Assert.DoesNotContain(Read(text), expression => expression.Kind == ExpressionKind.DateTime && expression.Value is not null);
    }

    [Theory]
    [InlineData("set an alarm at eight am and at nine am on monday", "eight am and at nine am", "eight am", "2026-11-23T08:00:00+08:00")]
    [InlineData("明天七点和九点", "七点和九点", "九点", "2026-11-22T09:00:00+08:00")]
    [InlineData("明天七点和九点", "七点和九点", "七点", "2026-11-22T07:00:00+08:00")]
    public void Two_times_have_their_own_values_but_not_in_one_slot(string text, string both, string one, string value)
    {
        Assert.Null(Assert.Single(Slots(text, ("time", both))).Value);
        Assert.Equal(value, Assert.Single(Slots(text, ("time", one))).Value);
    }

    [Theory]
    [InlineData("the 5th and 6th of may", "2027-05-05", "2027-05-06")]
    [InlineData("june 5th and 6th", "2027-06-05", "2027-06-06")]
    [InlineData("between the 5th and the 10th of may", "2027-05-05", "2027-05-10")]
    public void Days_that_follow_each_other_are_a_range(string text, string from, string to) =>
        Assert.Equal(new SlotRange(from, to), SlotText.Slot(ValueKind.Dates, text, SpeakerTimes.Saturday).Range);

    [Theory]
    [InlineData("wake me at seven am not on sunday", "2026-11-22T07:00:00+08:00")]
    [InlineData("wake me at seven am except on monday", "2026-11-22T07:00:00+08:00")]
    [InlineData("七点叫我除了周三", "2026-11-21T19:00:00+08:00")]
    public void An_excepted_day_is_not_that_of_a_time(string text, string value) => Assert.Equal(value, Read(text)[0].Value);

    [Theory]
    [InlineData("周五三个人开会", "2026-11-27")]
    [InlineData("周三五点叫我", "2026-11-25T05:00:00+08:00")]
    [InlineData("周一二十点", "2026-11-23T20:00:00+08:00")]
    [InlineData("the last friday of the month", "2026-11-27")]
    [InlineData("monday the 23rd", "2026-11-23")]
    public void A_number_behind_a_weekday_is_not_always_another(string text, string value) => Assert.Equal(value, Read(text)[0].Value);

    private static void AssertAllHave(string? rule, IReadOnlyList<Slot> slots) => Assert.All(slots, slot => Assert.Equal((rule, null), (slot.Recurrence, slot.Value)));

    private static string[] Lines(string name)
    {
        using var lines = new StreamReader(typeof(RecurrenceKindsTests).Assembly.GetManifestResourceStream(name)!);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IReadOnlyList<Expression> Read(string text) => ValueReader.Read(text, SpeakerTimes.Saturday.Context);

    /// <summary>Slots with the values of their types, as the shipped configuration has them.</summary>
    private static IReadOnlyList<Slot> Slots(string text, params (string Type, string Text)[] slots)
    {
        var kinds = new[] { ("time", ValueKind.DateTimes), ("date", ValueKind.Dates), ("time", ValueKind.Dates), ("general_frequency", ValueKind.Dates), ("time", ValueKind.Durations) }
            .ToLookup(pair => pair.Item1, pair => pair.Item2);
        return SlotText.Reader(text, 0, kinds, SpeakerTimes.Saturday)
            .Read([.. slots.Select(slot => new Slot(slot.Type, text.IndexOf(slot.Text, StringComparison.Ordinal), text.IndexOf(slot.Text, StringComparison.Ordinal) + slot.Text.Length, slot.Text, 1)).OrderBy(slot => slot.Start)]);
    }
}
