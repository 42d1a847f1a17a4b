namespace Router.Language.Tests.Values.Chinese;

/// <summary>Said on Wednesday, 2026-11-25, at 10:17 in Berlin.</summary>
public sealed class ChineseKindsTests
{
    [Theory]
    [InlineData("大后天下午四点提醒我去机场", "DateTime 2026-11-28T16:00:00+01:00")]
    [InlineData("下下周四上午九点半叫我", "DateTime 2026-12-10T09:30:00+01:00")]
    [InlineData("再下周五中午十二点开会", "DateTime 2026-12-11T12:00:00+01:00")]
    [InlineData("晚九点一刻关灯", "Time 2026-11-25T21:15:00+01:00")]
    [InlineData("两周后下午三点提醒我", "DateTime 2026-12-09T15:00:00+01:00")]
    [InlineData("今年国庆节", "Date 2026-10-01")]
    [InlineData("下个月底", "Date 2026-12-31")]
    [InlineData("二零二七年的第一个星期一", "Date 2027-01-04")]
    [InlineData("明年三月的最后一天", "Date 2027-03-31")]
    [InlineData("二〇一九年三月五日", "Date 2019-03-05")]
    public void Days_and_times_are_read_with_what_stands_around_them(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("九月三十一号早上六点叫我", "DateTime")]
    [InlineData("端午节早上七点叫我", "DateTime")]
    [InlineData("农历五月初五早上七点叫我", "DateTime")]
    [InlineData("大年三十", "Date")]
    [InlineData("下个周末下午五点提醒我", "DateTime")]
    [InlineData("今年夏天", "DateRange")]
    public void Days_that_do_not_exist_or_are_not_one_have_no_value(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("今夜十二点关灯", "DateTime 2026-11-26T00:00:00+01:00")]
    [InlineData("明晚零点十分", "DateTime 2026-11-27T00:10:00+01:00")]
    [InlineData("明晚一点叫我", "DateTime 2026-11-27T01:00:00+01:00")]
    [InlineData("今晚十一点半", "DateTime 2026-11-25T23:30:00+01:00")]
    [InlineData("凌晨三点", "Time 2026-11-26T03:00:00+01:00")]
    public void The_hours_after_midnight_belong_to_the_evening_before(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("07:05叫我", "Time 2026-11-26T07:05:00+01:00")]
    [InlineData("７点０５分叫我", "Time 2026-11-25T19:05:00+01:00")]
    [InlineData("2.5小时后关灯", "DateTime 2026-11-25T12:47:00+01:00")]
    [InlineData("差五分十二点", "Time 2026-11-25T11:55:00+01:00")]
    [InlineData("八点过五分", "Time 2026-11-25T20:05:00+01:00")]
    [InlineData("九点三零", "Time 2026-11-25T21:30:00+01:00")]
    public void Times_are_read_in_digits_and_characters(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("过一刻钟叫我", "DateTime 2026-11-25T10:32:00+01:00")]
    [InlineData("等十分钟再叫我", "DateTime 2026-11-25T10:27:00+01:00")]
    [InlineData("三分半钟后叫我", "DateTime 2026-11-25T10:20:30+01:00")]
    [InlineData("一天半以后", "DateTime 2026-11-26T22:17:00+01:00")]
    [InlineData("三天以前", "Date 2026-11-22")]
    [InlineData("再睡二十分钟", "Duration PT20M")]
    [InlineData("睡两个半小时", "Duration PT2H30M")]
    [InlineData("两个小时零五分", "Duration PT2H5M")]
    [InlineData("一年半", "Duration P1Y6M")]
    [InlineData("十分钟以内", "Duration Until PT10M")]
    [InlineData("三到五天", "Duration P3D..P5D")]
    [InlineData("逛2小时 - 3小时", "Duration PT2H..PT3H")]
    [InlineData("四十分钟到一个小时", "Duration PT40M..PT1H")]
    [InlineData("三小时到两小时", "Duration PT3H; Duration PT2H")]
    public void What_lies_ahead_is_told_from_how_long_something_takes(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("四五分钟后提醒我", "DateTime near 2026-11-25T10:21:30+01:00")]
    [InlineData("两三天后早上八点", "DateTime near 2026-11-27T08:00:00+01:00")]
    [InlineData("晚上七八点叫我", "Time near 2026-11-25T19:30:00+01:00")]
    [InlineData("晚上九十点叫我", "Time near 2026-11-25T21:00:00+01:00")]
    [InlineData("温度调高两三度", "Temperature near 2.5 Degree")]
    [InlineData("十几个小时", "Duration near PT10H")]
    public void About_numbers_have_no_value_but_one_that_they_are_near(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("明天上午九点到十一点", "DateTimeRange 2026-11-26T09:00:00+01:00..2026-11-26T11:00:00+01:00")]
    [InlineData("早上五到六点", "TimeRange 2026-11-26T05:00:00+01:00..2026-11-26T06:00:00+01:00")]
    [InlineData("从昨天晚上八点到今天早上六点", "DateTimeRange 2026-11-24T20:00:00+01:00..2026-11-25T06:00:00+01:00")]
    [InlineData("下周一至下周三", "DateRange 2026-11-30..2026-12-02")]
    [InlineData("十月到三月", "DateRange 2026-10-01..2027-03-01")]
    [InlineData("五点半以前到家", "TimeRange Before 2026-11-25T17:30:00+01:00")]
    [InlineData("周五以前", "DateRange Before 2026-11-27")]
    [InlineData("自去年起", "DateRange Since 2025")]
    [InlineData("十到二十之间", "NumberRange 10..20")]
    [InlineData("超过一百元", "NumberRange After 100")]
    public void Ranges_and_bounds_are_no_single_value(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("每周二四六晚上七点", "Recurrence FREQ=WEEKLY;BYDAY=TU,TH,SA;BYHOUR=19;BYMINUTE=0")]
    [InlineData("每个工作日早上六点半", "Recurrence FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=30")]
    [InlineData("每月十五号上午十点", "Recurrence FREQ=MONTHLY;BYMONTHDAY=15;BYHOUR=10;BYMINUTE=0")]
    [InlineData("每个月的第一个星期一", "Recurrence FREQ=MONTHLY;BYDAY=1MO")]
    [InlineData("每年三月八号", "Recurrence FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8")]
    [InlineData("每两周", "Recurrence FREQ=WEEKLY;INTERVAL=2")]
    [InlineData("每半小时", "Recurrence FREQ=MINUTELY;INTERVAL=30")]
    [InlineData("隔天", "Recurrence FREQ=DAILY;INTERVAL=2")]
    [InlineData("每晚八点", "Recurrence FREQ=DAILY;BYHOUR=20;BYMINUTE=0")]
    public void What_is_said_to_happen_again_is_a_rule(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("下午三点不对四点叫我", "Time 2026-11-25T16:00:00+01:00")]
    [InlineData("明天早上七点哦不八点", "DateTime 2026-11-26T08:00:00+01:00")]
    [InlineData("把空调调到二十五说错了二十六度", "Temperature 26 Degree")]
    [InlineData("明天七点叫我不对九点叫我", "DateTime; DateTime 2026-11-26T09:00:00+01:00")]
    public void Of_what_is_corrected_the_last_counts(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("四亿五千六百四十二万零一十五", "Number 456420015")]
    [InlineData("两千四百五", "Number 2450")]
    [InlineData("2千零30万", "Number 20300000")]
    [InlineData("三点一四", "Number 3.14")]
    [InlineData("叁仟柒佰", "Number 3700")]
    [InlineData("八分之三", "Number 0.375")]
    [InlineData("负六点六", "Number -6.6")]
    [InlineData("第二十一", "Ordinal 21")]
    [InlineData("百分之七点五", "Percentage 7.5%")]
    [InlineData("打七五折", "Percentage 75%")]
    [InlineData("六成", "Percentage 60%")]
    [InlineData("三块五", "Money 3.5 Chinese yuan")]
    [InlineData("十二元四角", "Money 12.4 Chinese yuan")]
    [InlineData("两万两", "Measure 20000 Liang")]
    [InlineData("一公斤半", "Measure 1.5 Kilogram")]
    [InlineData("一米七五", "Measure 1.75 Meter")]
    [InlineData("零下十五度", "Temperature -15 Degree")]
    [InlineData("华氏八十度", "Temperature 80 F")]
    [InlineData("二十五岁", "Age 25 Year")]
    [InlineData("八个月大", "Age 8 Month")]
    public void Numbers_and_what_has_a_unit_are_read(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Theory]
    [InlineData("三明治怎么做")]
    [InlineData("我们一起去四川")]
    [InlineData("播放五月天")]
    [InlineData("打开二号楼的灯")]
    [InlineData("把灯再调暗一点")]
    [InlineData("十分感谢")]
    [InlineData("千万不要关灯")]
    [InlineData("有几个闹钟")]
    [InlineData("晚安")]
    [InlineData("收拾房间")]
    [InlineData("一块蛋糕吃完就一直想吃")]
    public void Words_that_contain_numerals_are_no_numbers(string text) => Assert.DoesNotContain(Readings.Read(text), expression => expression.Start > 0 || expression.End > 1);

    [Fact]
    public void An_expression_is_told_by_its_place_in_the_text_that_was_said()
    {
        var (text, expressions) = ("请在 明天 早上 8 点，叫我", Readings.Read("请在 明天 早上 8 点，叫我"));
        Assert.Equal("明天 早上 8 点", text[expressions[0].Start..expressions[0].End]);
    }

    [Theory]
    [InlineData("大概十分钟", "Duration near PT10M")]
    [InlineData("大约两个小时", "Duration near PT2H")]
    [InlineData("差不多半个小时", "Duration near PT30M")]
    [InlineData("十分钟左右", "Duration near PT10M")]
    [InlineData("大概十分钟后叫我", "DateTime near 2026-11-25T10:27:00+01:00")]
    [InlineData("大约8点", "Time near 2026-11-25T20:00:00+01:00")]
    public void What_is_about_a_value_is_near_to_it_and_has_none(string text, string meaning) => Assert.Equal(meaning, Readings.Show(text));

    [Fact]
    public void A_number_after_a_day_of_the_week_is_no_day_of_the_month() => Assert.Equal("Date 2026-11-27; Number 3", Readings.Show("周五三个人开会"));
}
