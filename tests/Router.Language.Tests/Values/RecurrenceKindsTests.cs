using Router.Contracts;
using Router.Language.Values;
using Calendar = Ical.Net.Calendar;

namespace Router.Language.Tests.Values;

/// <summary>What is said to happen again and again, kind by kind, and the rule that says it. Said in Shanghai on Saturday, 21 November 2026, at 10:20:30.</summary>
public sealed class RecurrenceKindsTests
{
    /// <summary>Sentences, each with its rule.</summary>
    public static TheoryData<string, string> Rules { get; } = new()
    {
        { "every friday the 13th", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR" },
        { "on the second and fourth saturdays of each month", "FREQ=MONTHLY;BYDAY=2SA,4SA" },
        { "every month on the first of the month", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "every day of the week at 7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "every two weeks starting next monday at 9", "FREQ=WEEKLY;INTERVAL=2;BYHOUR=9;BYMINUTE=0" },
        { "every monday from 9 to 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday from 9 am to 10 am", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every day from 2 to 4 pm", "FREQ=DAILY;BYHOUR=14;BYMINUTE=0" },
        { "every monday morning", "FREQ=WEEKLY;BYDAY=MO" },
        { "every last friday of the month", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "every second friday of the month", "FREQ=MONTHLY;BYDAY=2FR" },
        { "every second friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
        { "the first monday of every month", "FREQ=MONTHLY;BYDAY=1MO" },
        { "the last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "the last friday of every month", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "every half hour", "FREQ=MINUTELY;INTERVAL=30" },
        { "every quarter of an hour", "FREQ=MINUTELY;INTERVAL=15" },
        { "every other hour", "FREQ=HOURLY;INTERVAL=2" },
        { "every 90 minutes", "FREQ=MINUTELY;INTERVAL=90" },
        { "every two and a half hours", "FREQ=MINUTELY;INTERVAL=150" },
        { "every hour and a half", "FREQ=MINUTELY;INTERVAL=90" },
        { "mon-fri at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "monday to friday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "monday through friday at seven", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "weekdays except wednesday", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR" },
        { "every day at 7 and 9", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "weekly on tuesday", "FREQ=WEEKLY;BYDAY=TU" },
        { "monthly on the first", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "yearly on may 5th", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "daily at noon", "FREQ=DAILY;BYHOUR=12;BYMINUTE=0" },
        { "biweekly on fridays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
        { "every tuesday and thursday", "FREQ=WEEKLY;BYDAY=TU,TH" },
        { "on mondays and fridays at six", "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=6;BYMINUTE=0" },
        { "once a month", "FREQ=MONTHLY" },
        { "every day except sunday at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "every day but monday and tuesday", "FREQ=WEEKLY;BYDAY=WE,TH,FR,SA,SU" },
        { "weekdays but not friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" },
        { "every day starting monday at 7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "every hour from 9 to 5", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0" },
        { "every monday at midnight", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=0;BYMINUTE=0" },
        { "starting tomorrow every day at 7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "every day at 7 starting next monday", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "mondays, wednesdays and fridays at 6 pm", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=18;BYMINUTE=0" },
        { "monday to friday every day at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "every day from monday to friday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "every monday to thursday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=7;BYMINUTE=0" },
        { "mondays through thursdays at 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=9;BYMINUTE=0" },
        { "7 am mon-fri", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "at 7 monday to friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "mon-fri 9-5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "weekdays 9 to 5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "every weekday from 9 to 5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "from 9 to 5 on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "9-10 every monday", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every day between 2 and 3 pm", "FREQ=DAILY;BYHOUR=14;BYMINUTE=0" },
        { "every night from 10 to 6", "FREQ=DAILY;BYHOUR=22;BYMINUTE=0" },
        { "every two hours from 8 am to 8 pm", "FREQ=DAILY;BYHOUR=8,10,12,14,16,18,20;BYMINUTE=0" },
        { "every hour on weekdays", "FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR" },
        { "every morning on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "every 30 minutes on weekdays", "FREQ=MINUTELY;INTERVAL=30;BYDAY=MO,TU,WE,TH,FR" },
        { "the first and third monday of every month", "FREQ=MONTHLY;BYDAY=1MO,3MO" },
        { "every first and third monday of the month", "FREQ=MONTHLY;BYDAY=1MO,3MO" },
        { "the second to last friday of every month", "FREQ=MONTHLY;BYDAY=-2FR" },
        { "the last working day of every month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
        { "the first day of every month at 9", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0" },
        { "every month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "every month on the first monday", "FREQ=MONTHLY;BYDAY=1MO" },
        { "on the last friday of each month at 5 pm", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17;BYMINUTE=0" },
        { "the last sunday of may every year", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU" },
        { "every last sunday of october", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" },
        { "every christmas", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25" },
        { "every may 5th", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "every 5th of may", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "every fourth of july at 9 pm", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4;BYHOUR=21;BYMINUTE=0" },
        { "february 29th every year", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29" },
        { "every 15th of the month", "FREQ=MONTHLY;BYMONTHDAY=15" },
        { "the 1st and 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "monthly on the 1st and 15th at 9", "FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=9;BYMINUTE=0" },
        { "every month on the 5th, 10th and 15th", "FREQ=MONTHLY;BYMONTHDAY=5,10,15" },
        { "once a week on monday", "FREQ=WEEKLY;BYDAY=MO" },
        { "once a day at 8", "FREQ=DAILY;BYHOUR=8;BYMINUTE=0" },
        { "once every two weeks", "FREQ=WEEKLY;INTERVAL=2" },
        { "once in two weeks", "FREQ=WEEKLY;INTERVAL=2" },
        { "every third day", "FREQ=DAILY;INTERVAL=3" },
        { "every first monday", "FREQ=MONTHLY;BYDAY=1MO" },
        { "every last friday", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "every other tuesday and thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH" },
        { "every two weeks on tuesday and thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH" },
        { "every other week on monday at 9", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every day at 7 and 9 pm", "FREQ=DAILY;BYHOUR=19,21;BYMINUTE=0" },
        { "every day at 8 am and 8 pm", "FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0" },
        { "every day at 7, 9 and 11", "FREQ=DAILY;BYHOUR=7,9,11;BYMINUTE=0" },
        { "every day at seven in the morning and nine in the evening", "FREQ=DAILY;BYHOUR=7,21;BYMINUTE=0" },
        { "every day at 7:30 and 9:30", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=30" },
        { "every day at noon and midnight", "FREQ=DAILY;BYHOUR=0,12;BYMINUTE=0" },
        { "every day at 9 and 5 pm", "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0" },
        { "at 7 and 9 every day", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "every monday and friday at 7 and 9", "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=7,9;BYMINUTE=0" },
        { "every day except weekends", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "every day except saturday and sunday at 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "every day at 8 except sundays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "except sundays every day at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "every day apart from the weekend", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "every hour except on sundays", "FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "every half year", "FREQ=MONTHLY;INTERVAL=6" },
        { "every one and a half hours", "FREQ=MINUTELY;INTERVAL=90" },
        { "every 1.5 hours", "FREQ=MINUTELY;INTERVAL=90" },
        { "every hour and 30 minutes", "FREQ=MINUTELY;INTERVAL=90" },
        { "every quarter hour", "FREQ=MINUTELY;INTERVAL=15" },
        { "nightly at 10", "FREQ=DAILY;BYHOUR=22;BYMINUTE=0" },
        { "weekday mornings at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "on weekday evenings", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "every friday night at 1 am", "FREQ=WEEKLY;BYDAY=SA;BYHOUR=1;BYMINUTE=0" },
        { "every sunday at midnight", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=0" },
        { "on the 15th of every month at midnight", "FREQ=MONTHLY;BYMONTHDAY=16;BYHOUR=0;BYMINUTE=0" },
        { "the last day of every month at midnight", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=0;BYMINUTE=0" },
        { "weekends at 9", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "saturdays and sundays at 9", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "every sat and sun at 9", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "weekends and mondays at 9", "FREQ=WEEKLY;BYDAY=MO,SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "wake me up at 6:45 on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=45" },
        { "set an alarm for 7 am every weekday except friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=7;BYMINUTE=0" },
        { "set an alarm every day at 6 am and 6 pm", "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0" },
        { "remind me to water the plants every three days", "FREQ=DAILY;INTERVAL=3" },
        { "remind me every 20 minutes to stand up", "FREQ=MINUTELY;INTERVAL=20" },
        { "remind me every second day to call", "FREQ=DAILY;INTERVAL=2" },
        { "book the gym every tuesday from 6 to 7 pm", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=18;BYMINUTE=0" },
        { "schedule yoga on mondays and wednesdays from 18:00 to 19:30", "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=18;BYMINUTE=0" },
        { "meeting every first monday of the month at 10", "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=10;BYMINUTE=0" },
        { "pay the rent on the first of every month", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "pay rent on the 1st of each month at 9 am", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0" },
        { "remind me on the last working day of each month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
        { "team lunch every last friday of the month at noon", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=12;BYMINUTE=0" },
        { "every year on the first sunday of december", "FREQ=YEARLY;BYMONTH=12;BYDAY=1SU" },
        { "vacuum every monday, wednesday and saturday at 10", "FREQ=WEEKLY;BYDAY=MO,WE,SA;BYHOUR=10;BYMINUTE=0" },
        { "every evening except saturday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SU" },
        { "every morning but sunday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0" },
        { "every night except fridays and saturdays at ten", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SU;BYHOUR=22;BYMINUTE=0" },
        { "daily except weekends at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0" },
        { "daily at 8 except on sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "each day at half past six", "FREQ=DAILY;BYHOUR=6;BYMINUTE=30" },
        { "each weekday at quarter to seven", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=45" },
        { "every single day at 5", "FREQ=DAILY;BYHOUR=5;BYMINUTE=0" },
        { "every day from monday at 7", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "alarm for monday through wednesday at 6", "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYHOUR=6;BYMINUTE=0" },
        { "every weekend at 10", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=10;BYMINUTE=0" },
        { "every sunday morning at 9", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0" },
        { "every sunday from 9 in the morning to 11", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0" },
        { "every tuesday night", "FREQ=WEEKLY;BYDAY=TU" },
        { "every other weekend", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU" },
        { "every other saturday at 9 am", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;BYHOUR=9;BYMINUTE=0" },
        { "every two weeks", "FREQ=WEEKLY;INTERVAL=2" },
        { "every 2nd day", "FREQ=DAILY;INTERVAL=2" },
        { "every 3rd week", "FREQ=WEEKLY;INTERVAL=3" },
        { "every six months", "FREQ=MONTHLY;INTERVAL=6" },
        { "every 3 months on the 1st", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1" },
        { "every 45 minutes", "FREQ=MINUTELY;INTERVAL=45" },
        { "every thirty seconds", "FREQ=SECONDLY;INTERVAL=30" },
        { "every minute", "FREQ=MINUTELY" },
        { "every hour between 8 am and 6 pm", "FREQ=DAILY;BYHOUR=8,9,10,11,12,13,14,15,16,17,18;BYMINUTE=0" },
        { "every 2 hours from 9 to 5 on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,11,13,15,17;BYMINUTE=0" },
        { "once every other day", "FREQ=DAILY;INTERVAL=2" },
        { "once a fortnight", "FREQ=WEEKLY;INTERVAL=2" },
        { "once per day", "FREQ=DAILY" },
        { "once an hour", "FREQ=HOURLY" },
        { "every monday at 9 for an hour", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday from 9 for two hours", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "from 9 to 10 every monday and tuesday", "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=9;BYMINUTE=0" },
        { "monday to friday from 9 to 5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "mon-fri 9:00-17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "mondays 9 to 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "tuesdays from 7 to 8 pm", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=19;BYMINUTE=0" },
        { "on fridays between 5 and 6", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=5;BYMINUTE=0" },
        { "every friday afternoon", "FREQ=WEEKLY;BYDAY=FR" },
        { "every friday afternoon from 2 to 4", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=14;BYMINUTE=0" },
        { "saturday mornings at 9", "FREQ=WEEKLY;BYDAY=SA;BYHOUR=9;BYMINUTE=0" },
        { "weekday evenings at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=20;BYMINUTE=0" },
        { "every day except monday, wednesday and friday", "FREQ=WEEKLY;BYDAY=TU,TH,SA,SU" },
        { "all days except sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "any weekday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "each monday and each thursday at 8", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=8;BYMINUTE=0" },
        { "every monday and every thursday at 8", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=8;BYMINUTE=0" },
        { "every monday at 7 and at 9", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7,9;BYMINUTE=0" },
        { "every monday at 7, at 9 and at 11", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7,9,11;BYMINUTE=0" },
        { "at 8 am, 12 pm and 6 pm every day", "FREQ=DAILY;BYHOUR=8,12,18;BYMINUTE=0" },
        { "every day at 8, 12 and 18", "FREQ=DAILY;BYHOUR=8,12,18;BYMINUTE=0" },
        { "every january 1st at noon", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYHOUR=12;BYMINUTE=0" },
        { "each christmas eve at 6", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;BYHOUR=6;BYMINUTE=0" },
        { "yearly on the last friday of november", "FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR" },
        { "annually on june 3rd", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=3" },
        { "monthly on the last friday", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "weekly on monday and thursday at 9", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9;BYMINUTE=0" },
        { "the second and last tuesday of each month", "FREQ=MONTHLY;BYDAY=-1TU,2TU" },
        { "the first of every month", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "the last of every month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "on the 30th of every month", "FREQ=MONTHLY;BYMONTHDAY=30" },
        { "every month on the 31st at 8", "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=8;BYMINUTE=0" },
        { "every 4 weeks on monday", "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO" },
        { "every other month on the 10th", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=10" },
        { "every other year", "FREQ=YEARLY;INTERVAL=2" },
        { "all days except sunday at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "every day from 9 to 5 every hour", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0" },
        { "on weekdays every hour from 9 to 5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0" },
        { "every weekday every 30 minutes", "FREQ=MINUTELY;INTERVAL=30;BYDAY=MO,TU,WE,TH,FR" },
        { "the 15th and the last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1,15" },
        { "monday to friday except wednesday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "the second to last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-2" },
        { "every month the last friday", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "the first monday every month", "FREQ=MONTHLY;BYDAY=1MO" },
        { "the last day every month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "half hourly", "FREQ=MINUTELY;INTERVAL=30" },
        { "half-hourly", "FREQ=MINUTELY;INTERVAL=30" },
        { "weekly every tuesday", "FREQ=WEEKLY;BYDAY=TU" },
        { "monthly on day 5", "FREQ=MONTHLY;BYMONTHDAY=5" },
        { "annually on the last day of the year", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31" },
        { "every monday, from 9 to 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "Every Monday from 9 to 10.", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "EVERY MONDAY FROM NINE TO TEN", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every  monday   from 9 to 10 !", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday 9-10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday 9:00-10:00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday 9:00 - 10:30", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every mon 9am-10am", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "each monday between nine and ten", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday at 9 until 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday at 9 till 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "every monday 9 to 10 pm", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=21;BYMINUTE=0" },
        { "every monday from 9 pm to 10", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=21;BYMINUTE=0" },
        { "every monday from 11 to 1", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=11;BYMINUTE=0" },
        { "every monday from 22 to 2", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=22;BYMINUTE=0" },
        { "every friday from 10 pm to 2 am", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=22;BYMINUTE=0" },
        { "every day from 9 in the morning to 5 in the afternoon", "FREQ=DAILY;BYHOUR=9;BYMINUTE=0" },
        { "every weekday between half past eight and nine", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=30" },
        { "on weekdays from 8:30 to 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=30" },
        { "every last Friday", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "the last Friday of each month at 17:00", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17;BYMINUTE=0" },
        { "last friday of every month", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "every month on the last friday at 5", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=5;BYMINUTE=0" },
        { "each first monday of the month", "FREQ=MONTHLY;BYDAY=1MO" },
        { "first monday of the month, every month", "FREQ=MONTHLY;BYDAY=1MO" },
        { "the first monday of every other month", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO" },
        { "every second tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU" },
        { "the 2nd tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU" },
        { "the third thursday of each month at 6 pm", "FREQ=MONTHLY;BYDAY=3TH;BYHOUR=18;BYMINUTE=0" },
        { "every fourth friday of the month", "FREQ=MONTHLY;BYDAY=4FR" },
        { "every fifth monday of the month", "FREQ=MONTHLY;BYDAY=5MO" },
        { "the last day of the month every month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "the last day of each month at noon", "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=12;BYMINUTE=0" },
        { "every last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "on the 28th of every month", "FREQ=MONTHLY;BYMONTHDAY=28" },
        { "on the 1st, 15th and last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1,1,15" },
        { "every half an hour", "FREQ=MINUTELY;INTERVAL=30" },
        { "every half-hour", "FREQ=MINUTELY;INTERVAL=30" },
        { "every thirty minutes", "FREQ=MINUTELY;INTERVAL=30" },
        { "every half a minute", "FREQ=SECONDLY;INTERVAL=30" },
        { "every three quarters of an hour", "FREQ=MINUTELY;INTERVAL=45" },
        { "every hour and a quarter", "FREQ=MINUTELY;INTERVAL=75" },
        { "every hour and fifteen minutes", "FREQ=MINUTELY;INTERVAL=75" },
        { "every two hours and thirty minutes", "FREQ=MINUTELY;INTERVAL=150" },
        { "every 2.5 hours", "FREQ=MINUTELY;INTERVAL=150" },
        { "every 2 1/2 hours", "FREQ=MINUTELY;INTERVAL=150" },
        { "every half day", "FREQ=HOURLY;INTERVAL=12" },
        { "every half week", "FREQ=HOURLY;INTERVAL=84" },
        { "every 36 hours", "FREQ=HOURLY;INTERVAL=36" },
        { "every 100 days", "FREQ=DAILY;INTERVAL=100" },
        { "monday-friday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "Monday–Friday, 7 am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "mon - fri at 7:30 am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=30" },
        { "mon to fri 7am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "mon thru fri at seven", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "monday till friday at seven", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "monday to friday at 7 and 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7,9;BYMINUTE=0" },
        { "monday to friday mornings at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "monday to friday in the morning at 7", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "weekdays except wednesday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "weekdays except for wednesday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "weekdays but wednesday at 7", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "weekdays without friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" },
        { "every weekday but friday at 6", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=6;BYMINUTE=0" },
        { "every day except on weekends at 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "every day except tuesdays and thursdays", "FREQ=WEEKLY;BYDAY=MO,WE,FR,SA,SU" },
        { "every day excluding sunday at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "every day other than sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "every day save sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "every day minus sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "every day besides sunday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "every day except the weekend at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0" },
        { "every day except monday to wednesday", "FREQ=WEEKLY;BYDAY=TH,FR,SA,SU" },
        { "every day except for monday through wednesday at 9", "FREQ=WEEKLY;BYDAY=TH,FR,SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "weekly on tuesdays", "FREQ=WEEKLY;BYDAY=TU" },
        { "weekly on tuesday at 3", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=3;BYMINUTE=0" },
        { "once weekly on tuesday", "FREQ=WEEKLY;BYDAY=TU" },
        { "monthly on the 31st", "FREQ=MONTHLY;BYMONTHDAY=31" },
        { "monthly on the second tuesday", "FREQ=MONTHLY;BYDAY=2TU" },
        { "yearly on the 5th of may", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "yearly on christmas", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25" },
        { "daily at noon and midnight", "FREQ=DAILY;BYHOUR=0,12;BYMINUTE=0" },
        { "daily at 9 am and 9 pm", "FREQ=DAILY;BYHOUR=9,21;BYMINUTE=0" },
        { "daily from 9 to 5", "FREQ=DAILY;BYHOUR=9;BYMINUTE=0" },
        { "biweekly on friday at 3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYHOUR=3;BYMINUTE=0" },
        { "every two weeks on friday starting december 4th", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
        { "fortnightly on mondays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" },
        { "once every three days", "FREQ=DAILY;INTERVAL=3" },
        { "once every monday", "FREQ=WEEKLY;BYDAY=MO" },
        { "once every hour", "FREQ=HOURLY" },
        { "once a quarter", "FREQ=MONTHLY;INTERVAL=3" },
        { "once a year on may 5th", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "on tuesdays", "FREQ=WEEKLY;BYDAY=TU" },
        { "on tuesdays at 7 pm", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=19;BYMINUTE=0" },
        { "tuesdays and thursdays 7 to 8 pm", "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=19;BYMINUTE=0" },
        { "tuesday and thursday evenings", "FREQ=WEEKLY;BYDAY=TU,TH" },
        { "tuesday and thursday mornings at 9", "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=9;BYMINUTE=0" },
        { "every tuesday and thursday from 7 to 8 pm", "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=19;BYMINUTE=0" },
        { "mondays, tuesdays at 9", "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=9;BYMINUTE=0" },
        { "monday and tuesday every week", "FREQ=WEEKLY;BYDAY=MO,TU" },
        { "monday and tuesday every week at 9", "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=9;BYMINUTE=0" },
        { "every week on monday and tuesday", "FREQ=WEEKLY;BYDAY=MO,TU" },
        { "every week monday and tuesday at 9", "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=9;BYMINUTE=0" },
        { "each week on friday", "FREQ=WEEKLY;BYDAY=FR" },
        { "every week at 7", "FREQ=WEEKLY;BYHOUR=7;BYMINUTE=0" },
        { "every month at 7", "FREQ=MONTHLY;BYHOUR=7;BYMINUTE=0" },
        { "every year at 7", "FREQ=YEARLY;BYHOUR=7;BYMINUTE=0" },
        { "每周一九点到十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一上午九点到十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每月最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每个月第一个星期一", "FREQ=MONTHLY;BYDAY=1MO" },
        { "每月最后一个周五", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "每半小时", "FREQ=MINUTELY;INTERVAL=30" },
        { "每半个小时", "FREQ=MINUTELY;INTERVAL=30" },
        { "每隔一小时", "FREQ=HOURLY" },
        { "每一个半小时", "FREQ=MINUTELY;INTERVAL=90" },
        { "每两个半小时", "FREQ=MINUTELY;INTERVAL=150" },
        { "周一到周五每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一到周五七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一到周五早上七点叫我", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "除了周三每天", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU" },
        { "每天七点和九点", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "每月1号和15号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每月一号和十五号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每周一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每周一、三、五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "周一三五早上七点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "隔天", "FREQ=DAILY;INTERVAL=2" },
        { "每隔两天", "FREQ=DAILY;INTERVAL=3" },
        { "每两周", "FREQ=WEEKLY;INTERVAL=2" },
        { "每天除了周日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA" },
        { "每周一次", "FREQ=WEEKLY" },
        { "一周一次", "FREQ=WEEKLY" },
        { "两周一次", "FREQ=WEEKLY;INTERVAL=2" },
        { "每周一到周三", "FREQ=WEEKLY;BYDAY=MO,TU,WE" },
        { "每周一到周五九点到五点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "三天一次", "FREQ=DAILY;INTERVAL=3" },
        { "每三天一次", "FREQ=DAILY;INTERVAL=3" },
        { "从明天开始每天早上七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "明天起每天七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "从下周一开始每周三晚上八点", "FREQ=WEEKLY;BYDAY=WE;BYHOUR=20;BYMINUTE=0" },
        { "每天早上七点到九点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "每周一上午九点到十点半", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每个工作日九点到五点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "每小时从九点到五点", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0" },
        { "每天九点到五点每小时", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17;BYMINUTE=0" },
        { "周一到周五早上九点到十点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "周一到五早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "每周一到五七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "每周一至周四晚上八点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=20;BYMINUTE=0" },
        { "每周一二十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=20;BYMINUTE=0" },
        { "每周一五点叫我", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=5;BYMINUTE=0" },
        { "周六周日每天八点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=8;BYMINUTE=0" },
        { "每周末早上九点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "每周六日早上九点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "每周六周日", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "每周一和周五", "FREQ=WEEKLY;BYDAY=MO,FR" },
        { "每周一跟周三晚上七点", "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=19;BYMINUTE=0" },
        { "每月1号、15号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每月1、15号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每个月五号十号和十五号早上九点", "FREQ=MONTHLY;BYMONTHDAY=5,10,15;BYHOUR=9;BYMINUTE=0" },
        { "每月底", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每个月月底", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每月最后一天晚上八点", "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=20;BYMINUTE=0" },
        { "每月第一天", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "每月倒数第二个周五", "FREQ=MONTHLY;BYDAY=-2FR" },
        { "每个月最后一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
        { "每年最后一天", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31" },
        { "每年五月的第二个星期日", "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU" },
        { "每年圣诞节", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25" },
        { "每年二月最后一天", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" },
        { "每季度", "FREQ=MONTHLY;INTERVAL=3" },
        { "每半年", "FREQ=MONTHLY;INTERVAL=6" },
        { "每刻钟", "FREQ=MINUTELY;INTERVAL=15" },
        { "每一刻钟", "FREQ=MINUTELY;INTERVAL=15" },
        { "每15分钟", "FREQ=MINUTELY;INTERVAL=15" },
        { "每隔三十分钟", "FREQ=MINUTELY;INTERVAL=30" },
        { "每隔半小时", "FREQ=MINUTELY;INTERVAL=30" },
        { "每隔一天", "FREQ=DAILY;INTERVAL=2" },
        { "每隔一周", "FREQ=WEEKLY;INTERVAL=2" },
        { "每隔一个月", "FREQ=MONTHLY;INTERVAL=2" },
        { "每隔三天早上八点", "FREQ=DAILY;INTERVAL=4;BYHOUR=8;BYMINUTE=0" },
        { "每隔一个周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
        { "隔周", "FREQ=WEEKLY;INTERVAL=2" },
        { "隔周周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" },
        { "每两周的周五早上十点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYHOUR=10;BYMINUTE=0" },
        { "每两周星期一和星期三", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE" },
        { "每三天", "FREQ=DAILY;INTERVAL=3" },
        { "每年一次", "FREQ=YEARLY" },
        { "每月一次", "FREQ=MONTHLY" },
        { "每周一一次", "FREQ=WEEKLY;BYDAY=MO" },
        { "每小时一次", "FREQ=HOURLY" },
        { "半小时一次", "FREQ=MINUTELY;INTERVAL=30" },
        { "每天早上七点和晚上九点", "FREQ=DAILY;BYHOUR=7,21;BYMINUTE=0" },
        { "每天早上七点半和九点半", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=30" },
        { "每天早上七点、九点和十一点", "FREQ=DAILY;BYHOUR=7,9,11;BYMINUTE=0" },
        { "每天除了周末", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "每天除了周一和周二早上八点", "FREQ=WEEKLY;BYDAY=WE,TH,FR,SA,SU;BYHOUR=8;BYMINUTE=0" },
        { "除了周末每天早上八点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=0" },
        { "除周日外每天八点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "除了周一和周三以外每天七点", "FREQ=WEEKLY;BYDAY=TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "每天七点除了周日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0" },
        { "工作日除了周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" },
        { "每天七点,周日除外", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0" },
        { "每周一晚上十二点", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=0;BYMINUTE=0" },
        { "每周五晚上一点", "FREQ=WEEKLY;BYDAY=SA;BYHOUR=1;BYMINUTE=0" },
        { "每天半夜十二点", "FREQ=DAILY;BYHOUR=0;BYMINUTE=0" },
        { "每天从八点到十点", "FREQ=DAILY;BYHOUR=8;BYMINUTE=0" },
        { "每天八点到十点之间", "FREQ=DAILY;BYHOUR=8;BYMINUTE=0" },
        { "每隔两小时从八点到二十点", "FREQ=DAILY;BYHOUR=8,10,12,14,16,18,20;BYMINUTE=0" },
        { "每周星期三", "FREQ=WEEKLY;BYDAY=WE" },
        { "逢周三", "FREQ=WEEKLY;BYDAY=WE" },
        { "天天早上六点", "FREQ=DAILY;BYHOUR=6;BYMINUTE=0" },
        { "每晚十点", "FREQ=DAILY;BYHOUR=22;BYMINUTE=0" },
        { "每早七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "每个星期天早上九点", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0" },
        { "每周日", "FREQ=WEEKLY;BYDAY=SU" },
        { "每两天", "FREQ=DAILY;INTERVAL=2" },
        { "每2天", "FREQ=DAILY;INTERVAL=2" },
        { "每 2 小时", "FREQ=HOURLY;INTERVAL=2" },
        { "工作日早上六点四十五叫我起床", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=45" },
        { "除了周五每个工作日早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=7;BYMINUTE=0" },
        { "每天早上六点和晚上六点叫我", "FREQ=DAILY;BYHOUR=6,18;BYMINUTE=0" },
        { "每三天提醒我浇花", "FREQ=DAILY;INTERVAL=3" },
        { "每20分钟提醒我站起来", "FREQ=MINUTELY;INTERVAL=20" },
        { "每隔一天提醒我", "FREQ=DAILY;INTERVAL=2" },
        { "每周二晚上六点到七点", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=18;BYMINUTE=0" },
        { "每周一和周三晚上六点到七点半", "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=18;BYMINUTE=0" },
        { "每月第一个周一上午十点", "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=10;BYMINUTE=0" },
        { "每月1号交房租", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "每个月一号早上九点提醒我交房租", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0" },
        { "每月最后一个工作日提醒我", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
        { "每个月最后一个周五中午", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "每年十二月的第一个星期日", "FREQ=YEARLY;BYMONTH=12;BYDAY=1SU" },
        { "每周一三六上午十点", "FREQ=WEEKLY;BYDAY=MO,WE,SA;BYHOUR=10;BYMINUTE=0" },
        { "每周一、周三和周六上午十点", "FREQ=WEEKLY;BYDAY=MO,WE,SA;BYHOUR=10;BYMINUTE=0" },
        { "每天晚上除了周六", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SU" },
        { "除周末外每天早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "每天早上七点,周末除外", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "工作日早上七点但周五除外", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=7;BYMINUTE=0" },
        { "每天六点半", "FREQ=DAILY;BYHOUR=6;BYMINUTE=30" },
        { "每个工作日差一刻七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=6;BYMINUTE=45" },
        { "周一到周五七点的闹钟", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一至周三六点的闹钟", "FREQ=WEEKLY;BYDAY=MO,TU,WE;BYHOUR=6;BYMINUTE=0" },
        { "每个周末上午十点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=10;BYMINUTE=0" },
        { "每周日早上九点", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0" },
        { "每周日上午九点到十一点", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=9;BYMINUTE=0" },
        { "每周二晚上", "FREQ=WEEKLY;BYDAY=TU" },
        { "每隔一周周六上午九点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;BYHOUR=9;BYMINUTE=0" },
        { "每两周一次", "FREQ=WEEKLY;INTERVAL=2" },
        { "每六个月", "FREQ=MONTHLY;INTERVAL=6" },
        { "每三个月的一号", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1" },
        { "每四十五分钟", "FREQ=MINUTELY;INTERVAL=45" },
        { "每三十秒", "FREQ=SECONDLY;INTERVAL=30" },
        { "每分钟", "FREQ=MINUTELY" },
        { "每小时", "FREQ=HOURLY" },
        { "每隔两小时", "FREQ=HOURLY;INTERVAL=2" },
        { "每天早上八点到晚上六点每小时", "FREQ=DAILY;BYHOUR=8,9,10,11,12,13,14,15,16,17,18;BYMINUTE=0" },
        { "一小时一次", "FREQ=HOURLY" },
        { "每天一次", "FREQ=DAILY" },
        { "每周一上午九点持续一小时", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一九点开始两小时", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "周一到周五九点到五点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "周一到周五上午9:00-下午5:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0" },
        { "每周五下午", "FREQ=WEEKLY;BYDAY=FR" },
        { "每周五下午两点到四点", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=14;BYMINUTE=0" },
        { "每天除了周一周三周五", "FREQ=WEEKLY;BYDAY=TU,TH,SA,SU" },
        { "每天的七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "每天七点、九点、十一点", "FREQ=DAILY;BYHOUR=7,9,11;BYMINUTE=0" },
        { "每天8点、12点和18点", "FREQ=DAILY;BYHOUR=8,12,18;BYMINUTE=0" },
        { "每天8:00和18:00", "FREQ=DAILY;BYHOUR=8,18;BYMINUTE=0" },
        { "每年一月一号中午", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1" },
        { "每年平安夜晚上六点", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;BYHOUR=18;BYMINUTE=0" },
        { "每逢圣诞节", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25" },
        { "每月的五号和最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1,5" },
        { "每月三十一号早上八点", "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=8;BYMINUTE=0" },
        { "每四周的周一", "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO" },
        { "每隔一个月的十号", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=10" },
        { "每隔一年", "FREQ=YEARLY;INTERVAL=2" },
        { "每周一至周五早上7:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=30" },
        { "周一二四早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH;BYHOUR=7;BYMINUTE=0" },
        { "星期一三五晚上八点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=20;BYMINUTE=0" },
        { "每周六、日早上九点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=9;BYMINUTE=0" },
        { "每星期一次", "FREQ=WEEKLY" },
        { "每个星期三", "FREQ=WEEKLY;BYDAY=WE" },
        { "每周五一次", "FREQ=WEEKLY;BYDAY=FR" },
        { "每周四五点", "FREQ=WEEKLY;BYDAY=TH;BYHOUR=5;BYMINUTE=0" },
        { "每周一到周三除了周二", "FREQ=WEEKLY;BYDAY=MO,WE" },
        { "周一到周五除了周三早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "从十二月一号开始每天七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "下周一起每天早上七点", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "每天晚上十一点到早上七点", "FREQ=DAILY;BYHOUR=23;BYMINUTE=0" },
        { "每晚十一点到早上七点", "FREQ=DAILY;BYHOUR=23;BYMINUTE=0" },
        { "每天凌晨两点", "FREQ=DAILY;BYHOUR=2;BYMINUTE=0" },
        { "每天零点", "FREQ=DAILY;BYHOUR=0;BYMINUTE=0" },
        { "每天24点", "FREQ=DAILY;BYHOUR=0;BYMINUTE=0" },
        { "每周日二十四点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=0" },
        { "每周的周末", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "每月头一天", "FREQ=MONTHLY;BYMONTHDAY=1" },
        { "每月最末一天", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每月倒数第二天", "FREQ=MONTHLY;BYMONTHDAY=-2" },
        { "每到周五", "FREQ=WEEKLY;BYDAY=FR" },
        { "每周一九点开始", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每天七点起床", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0" },
        { "每月最后的周五", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "每月第一、三个周一", "FREQ=MONTHLY;BYDAY=1MO,3MO" },
        { "每过半小时", "FREQ=MINUTELY;INTERVAL=30" },
        { "每过一小时", "FREQ=HOURLY" },
        { "每间隔一小时", "FREQ=HOURLY" },
        { "每个半小时", "FREQ=MINUTELY;INTERVAL=30" },
        { "周一到周五都七点叫我", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "除周三外的每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "每天(周日除外)七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0" },
        { "每天（周日除外）七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=7;BYMINUTE=0" },
        { "除了周末都七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "每天早7点晚9点", "FREQ=DAILY;BYHOUR=7,21;BYMINUTE=0" },
        { "每天七点九点", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "每天上午十点下午三点", "FREQ=DAILY;BYHOUR=10,15;BYMINUTE=0" },
        { "每天七点一刻", "FREQ=DAILY;BYHOUR=7;BYMINUTE=15" },
        { "每天七点二十", "FREQ=DAILY;BYHOUR=7;BYMINUTE=20" },
        { "每天七点二十分", "FREQ=DAILY;BYHOUR=7;BYMINUTE=20" },
        { "每月5、15、25号", "FREQ=MONTHLY;BYMONTHDAY=5,15,25" },
        { "每周1、3、5", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每周1,3,5早上7点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一三五七点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一到五七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "每个双休日", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "每到周末", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "每周一15:00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=15;BYMINUTE=0" },
        { "每周一十点半", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=30" },
        { "每周日十点", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=10;BYMINUTE=0" },
        { "每周一，九点到十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一9点到10点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一9:00-10:00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一9点-10点半", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每週一九點到十點", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每星期一上午9点至10点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每逢周一上午九点到十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一从上午九点到十点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0" },
        { "每周一晚上十点到凌晨两点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=22;BYMINUTE=0" },
        { "每天晚上八点到九点半", "FREQ=DAILY;BYHOUR=20;BYMINUTE=0" },
        { "每天中午十二点到下午一点", "FREQ=DAILY;BYHOUR=12;BYMINUTE=0" },
        { "每月的最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每个月最后一天早上九点", "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9;BYMINUTE=0" },
        { "每月末", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每月月末", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每個月最後一天", "FREQ=MONTHLY;BYMONTHDAY=-1" },
        { "每月最后一个星期五下午五点", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17;BYMINUTE=0" },
        { "每个月的最后一个礼拜五", "FREQ=MONTHLY;BYDAY=-1FR" },
        { "每月第二个和第四个周六", "FREQ=MONTHLY;BYDAY=2SA,4SA" },
        { "每月第一个和第三个周一上午九点", "FREQ=MONTHLY;BYDAY=1MO,3MO;BYHOUR=9;BYMINUTE=0" },
        { "每两个月的第一个周一", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO" },
        { "每个月第一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1" },
        { "每月头一个周一", "FREQ=MONTHLY;BYDAY=1MO" },
        { "每月第五个周一", "FREQ=MONTHLY;BYDAY=5MO" },
        { "每半小时一次", "FREQ=MINUTELY;INTERVAL=30" },
        { "每半个钟头", "FREQ=MINUTELY;INTERVAL=30" },
        { "每三刻钟", "FREQ=MINUTELY;INTERVAL=45" },
        { "每45分钟", "FREQ=MINUTELY;INTERVAL=45" },
        { "每九十分钟", "FREQ=MINUTELY;INTERVAL=90" },
        { "每一小时三十分钟", "FREQ=MINUTELY;INTERVAL=90" },
        { "每两小时半", "FREQ=MINUTELY;INTERVAL=150" },
        { "每2.5小时", "FREQ=MINUTELY;INTERVAL=150" },
        { "每半分钟", "FREQ=SECONDLY;INTERVAL=30" },
        { "每隔一个半小时", "FREQ=MINUTELY;INTERVAL=90" },
        { "周一到周五每天早上七点半", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=30" },
        { "周一到周五,每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一至周五的七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一~周五七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一-周五 7:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一至周六早上八点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=8;BYMINUTE=0" },
        { "星期一到星期五早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "礼拜一到礼拜五早上七点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "除了周三以外每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "除了周三之外,每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "除了周三和周五,每天七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "每天七点,除了周三", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "每天七点,周三除外", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU;BYHOUR=7;BYMINUTE=0" },
        { "工作日除周三外七点", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR;BYHOUR=7;BYMINUTE=0" },
        { "除了周末每天", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
        { "除了周一到周三每天八点", "FREQ=WEEKLY;BYDAY=TH,FR,SA,SU;BYHOUR=8;BYMINUTE=0" },
        { "每天七点,九点", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "每天7点和9点", "FREQ=DAILY;BYHOUR=7,9;BYMINUTE=0" },
        { "每天早上7点和晚上9点", "FREQ=DAILY;BYHOUR=7,21;BYMINUTE=0" },
        { "每天早7点和晚9点", "FREQ=DAILY;BYHOUR=7,21;BYMINUTE=0" },
        { "每天上午十点和下午三点", "FREQ=DAILY;BYHOUR=10,15;BYMINUTE=0" },
        { "每月1号15号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每月1和15号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每月一、十五号", "FREQ=MONTHLY;BYMONTHDAY=1,15" },
        { "每月15日", "FREQ=MONTHLY;BYMONTHDAY=15" },
        { "每周一,三,五早上七点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "每周一三五早上7:30", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=30" },
        { "每周一周三周五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每周一和三", "FREQ=WEEKLY;BYDAY=MO,WE" },
        { "每周一和三和五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每星期一、三、五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每个星期一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR" },
        { "每礼拜六礼拜天", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "周一、三、五早上七点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一、周三、周五每天早上七点", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=7;BYMINUTE=0" },
        { "周一周三每天七点", "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=7;BYMINUTE=0" },
        { "周二四六晚上八点", "FREQ=WEEKLY;BYDAY=TU,TH,SA;BYHOUR=20;BYMINUTE=0" },
        { "周末每天早上十点", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=10;BYMINUTE=0" },
        { "每逢双休日", "FREQ=WEEKLY;BYDAY=SA,SU" },
        { "隔天早上八点", "FREQ=DAILY;INTERVAL=2;BYHOUR=8;BYMINUTE=0" },
        { "隔日一次", "FREQ=DAILY;INTERVAL=2" },
        { "隔两天一次", "FREQ=DAILY;INTERVAL=3" },
        { "每隔两天早上八点", "FREQ=DAILY;INTERVAL=3;BYHOUR=8;BYMINUTE=0" },
        { "每隔两周的周一", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO" },
        { "每两周的周一早上八点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=8;BYMINUTE=0" },
        { "两周一次周一", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" },
        { "每两个星期", "FREQ=WEEKLY;INTERVAL=2" },
        { "每年五月五号早上八点", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5;BYHOUR=8;BYMINUTE=0" },
        { "每年的5月5日", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5" },
        { "天天", "FREQ=DAILY" },
        { "每天每小时", "FREQ=HOURLY" },
        { "每天每两小时", "FREQ=HOURLY;INTERVAL=2" },
        { "工作日每小时", "FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR" },
        { "每周一每小时", "FREQ=HOURLY;BYDAY=MO" },
        { "每周一十一点", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=11;BYMINUTE=0" },
        { "每周二十点", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=10;BYMINUTE=0" },
        { "每周二十一点", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=11;BYMINUTE=0" },
        { "每周三十点", "FREQ=WEEKLY;BYDAY=WE;BYHOUR=10;BYMINUTE=0" },
    };

    /// <summary>Sentences that no rule of RFC 5545 says, or none that is certain.</summary>
    public static TheoryData<string> WithoutRule { get; } =
    [
        "every day this week at 7",
        "every day next week at 7",
        "every day in december at 8",
        "every monday through december",
        "every day at 6 but on sundays at 8",
        "这周每天早上七点",
        "下周每天早上七点",
        "三月每周一",
        "每周两三次",
        "每十到十五分钟",
        "from monday to friday at 7",
        "every day at 7:15 and 9:30",
        "twice a week",
        "every day except christmas",
        "every day except the 5th",
        "every 30 minutes from 9 to 5",
        "the first week of every month",
        "the end of every month",
        "every easter",
        "every january",
        "every february 30th",
        "the 1st to the 5th of every month",
        "every third friday",
        "twice a day",
        "three times a day",
        "twice daily",
        "once or twice a week",
        "several times a week",
        "every monday at 7 and friday at 8",
        "every monday or friday",
        "every weekday except holidays",
        "every day except on holidays at 9",
        "every day except sundays and holidays",
        "every other day except sunday",
        "every monday except the first",
        "every week except christmas",
        "every 10 to 15 minutes",
        "every half month",
        "every 2 working days",
        "every morning and evening at 8",
        "the 31st of every month at midnight",
        "bimonthly",
        "every odd week on monday",
        "remind me to take my pills twice a day",
        "every two minutes from 9 to 10",
        "five times a day",
        "every day twice",
        "every may",
        "quarterly on the first",
        "monthly on fridays",
        "weekly on the first",
        "every month except july",
        "every day except christmas eve and christmas",
        "2x a week",
        "take it every day two times",
        "at the end of every month",
        "every five or ten minutes",
        "every day except today",
        "every day except tomorrow at 8",
        "every day except december 24th",
        "every day except the first of the month",
        "every day except from 9 to 10",
        "every day except in july",
        "twice weekly",
        "thrice a day",
        "four times per month",
        "单周周五",
        "每周三次",
        "每天三次",
        "每周一七点和周五八点",
        "每月1号到5号",
        "每月第一周",
        "每月初",
        "每年春节",
        "每年二月三十号",
        "每季度第一天",
        "每半个月",
        "每三个工作日",
        "一天三次",
        "每天两三次",
        "每周两次",
        "每天早上和晚上八点",
        "每天七点一刻和九点半",
        "每天中午和晚上吃药",
        "除了节假日每天七点",
        "工作日除了节假日",
        "每天除了圣诞节",
        "每天除了五号",
        "除了周末和节假日每天七点",
        "每天除了下雨天",
        "每个双周周五",
        "双周五",
        "每逢单号",
        "每天早晚八点",
        "一天五次",
        "一年两次",
        "每星期三次",
        "每个星期三次",
        "每周五次",
        "双数日早上七点",
        "每个单周的周一",
        "逢双周周三",
        "每月中旬",
        "每月上旬",
        "每年年底",
        "每周前三天",
        "每月前三天",
        "每天早中晚",
        "每两个星期一",
        "每天上午和下午三点",
        "每隔一两天",
        "每十来分钟",
        "除了明天每天八点",
        "除了十二月二十五号每天八点",
        "除了春节每天八点",
        "每个月的一号到五号",
        "每双周的周一",
        "每单周",
        "每个单数周",
        "每周三次健身",
    ];

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
    public void A_time_elsewhere_in_the_sentence_is_as_often(string text, string often, string time, string? rule)
    {
        var slots = Slots(text, ("general_frequency", often), ("time", time));

        Assert.All(slots, slot => Assert.Equal((rule, null), (slot.Recurrence, slot.Value)));
    }

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
        var slots = Slots(text, ("general_frequency", often), ("time", time));

        Assert.All(slots, slot => Assert.Equal((rule, null), (slot.Recurrence, slot.Value)));
        Assert.All(Slots(text, ("date", often), ("time", time)), slot => Assert.Equal((rule, null), (slot.Recurrence, slot.Value)));
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
