using System.Globalization;
using Router.Language.Values;

namespace Router.Language.Tests.Values;

public sealed class SlotValueProperties
{
    private const int LongText = 100_000;

    private static readonly ValueKind[] All =
        [ValueKind.Numbers, ValueKind.Percentages, ValueKind.Switches, ValueKind.Durations, ValueKind.Dates, ValueKind.DateTimes];

    private static readonly string[] Pieces =
    [
        "half", "past", "to", "quarter", "seven", "twenty", "hundred", "thousand", "and", "a", "point", "the", "fifth", "of", "may", "monday", "next", "in",
        "minutes", "days", "ago", "from now", "at", "pm", "am", "night", "tomorrow", "percent", "%", ":", ".", "-", ",", "'", "0", "7", "59", "2026", "99999999999",
        "一", "两", "十", "百", "千", "万", "亿", "零", "点", "半", "刻", "分", "钟", "差", "过", "个", "小时", "天", "周", "月", "年", "号", "后", "前", "下", "上", "明", "晚",
        "百分之", "成", "底", "末", "\ud800", "\udc00", "\u0000", "é", "１", "：", " ", "\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_text_at_all_makes_a_reading_fail(int seed)
    {
        var random = new Random(seed);
        SpeakerTime[] times =
        [
            SpeakerTimes.Saturday, SpeakerTimes.At(SpeakerTimes.NewYork, 2027, 3, 14, 3, 0), SpeakerTimes.At(SpeakerTimes.NewYork, 2028, 2, 29, 23, 59),
        ];
        for (var run = 0; run < 3_000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            foreach (var kind in All) Check(SlotText.Read(kind, text, times[random.Next(times.Length)]), text);
        }
    }

    [Fact]
    public void Random_characters_make_no_reading_fail()
    {
        var random = new Random(4);
        for (var run = 0; run < 3_000; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => (char)random.Next(0x10000))]);
            foreach (var kind in All) Check(SlotText.Read(kind, text, SpeakerTimes.Saturday), text);
        }
    }

    [Fact]
    public void A_long_text_is_read_up_to_a_bound()
    {
        foreach (var kind in All)
        {
            Check(SlotText.Read(kind, new string('一', LongText), SpeakerTimes.Saturday), "一");
            Assert.Null(SlotText.Read(kind, new string('a', LongText), SpeakerTimes.Saturday));
        }
    }

    [Fact]
    public void Every_number_below_ten_thousand_is_read_back_from_its_chinese_name()
    {
        for (var number = 1; number < 10_000; number++)
            Assert.Equal($"{number}", SlotText.Read(ValueKind.Numbers, InChinese(number), SpeakerTimes.Saturday));
    }

    [Fact]
    public void Every_minute_of_the_day_is_read_back_from_the_clock()
    {
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            var clock = TimeSpan.FromMinutes(minute).ToString(@"hh\:mm", CultureInfo.InvariantCulture);
            Assert.Equal($"2026-11-22T{clock}:00+08:00", SlotText.Read(ValueKind.DateTimes, $"tomorrow at {clock}", At(minute)));
        }

        static SpeakerTime At(int minute) => SpeakerTimes.At(SpeakerTimes.Shanghai, 2026, 11, 21, minute / 60, minute % 60);
    }

    [Fact]
    public void The_culture_of_the_process_does_not_matter()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            (other.DateTimeFormat.TimeSeparator, other.DateTimeFormat.DateSeparator) = (".", ".");
            CultureInfo.CurrentCulture = other;
            Assert.Equal("3.5", SlotText.Read(ValueKind.Numbers, "3.5", SpeakerTimes.Saturday));
            Assert.Equal("PT1.5S", SlotText.Read(ValueKind.Durations, "1.5 SECONDS", SpeakerTimes.Saturday));
            Assert.Equal("2026-11-22T09:15:00+08:00", SlotText.Read(ValueKind.DateTimes, "9.15 TOMORROW", SpeakerTimes.Saturday));
            Assert.Equal("2026-W48", SlotText.Read(ValueKind.Dates, "NEXT WEEK", SpeakerTimes.Saturday));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static void Check(string? value, string text)
    {
        if (value is null) return;
        Assert.InRange(value.Length, 1, 64);
        Assert.True(value.All(character => character is >= ' ' and <= '~'), text);
    }

    private static string InChinese(int number)
    {
        const string digits = "零一二三四五六七八九", scales = " 十百千";
        var (name, zero) = ("", false);
        for (var place = 3; place >= 0; place--)
        {
            var digit = number / (int)Math.Pow(10, place) % 10;
            if (digit == 0)
            {
                zero = name.Length > 0;
                continue;
            }
            if (zero) name += '零';
            zero = false;
            name += digits[digit] + (place > 0 ? scales[place].ToString() : "");
        }
        return name;
    }
}
