namespace Router.Language.Values.Meanings;

/// <summary>A part of the day, and how it tells which of two hours is meant.</summary>
/// <param name="Name">Which part.</param>
/// <param name="From">Its first minute, from midnight.</param>
/// <param name="To">The minute after its last, from midnight; over 24 hours where it reaches into the next day.</param>
internal sealed record DayPart(DayPartName Name, int From, int To) : Meaning
{
    /// <summary>In TIMEX3.</summary>
    public string Timex => Name switch
    {
        DayPartName.Morning or DayPartName.Forenoon => "TMO",
        DayPartName.Noon => "TMI",
        DayPartName.Lunch => "TMEL",
        DayPartName.Afternoon => "TAF",
        DayPartName.Evening or DayPartName.LateEvening => "TEV",
        DayPartName.Night => "TNI",
        DayPartName.Daytime => "TDT",
        _ => "TDA",
    };

    /// <summary>
    /// The hour that was said with this part, from the midnight that begins the day: eight in the evening is 20. Twelve at night is the midnight
    /// that ends the day, and one to five at night come after it.
    /// </summary>
    /// <param name="hour">1 to 12.</param>
    public int Apply(int hour) => Name switch
    {
        _ when hour is 0 or > 12 => hour,
        DayPartName.Dawn or DayPartName.Morning => hour % 12,
        DayPartName.Forenoon => hour,
        DayPartName.Noon => hour is 10 or 11 ? hour : hour % 12 + 12,
        DayPartName.Night or DayPartName.LateEvening when hour == 12 || hour < 6 => hour % 12 + 24,
        DayPartName.Daytime => hour < 6 ? hour + 12 : hour,
        _ => hour % 12 + 12,
    };

    /// <summary>Whether an hour with a nought before it is of the second half of the day in this part: 晚上08:30. At night those up to five come after midnight.</summary>
    public bool IsLate(int hour) => hour is > 0 and < 12
        && (Name is DayPartName.Afternoon or DayPartName.Evening || Name is DayPartName.Night or DayPartName.LateEvening && hour >= 6);

    /// <summary>Whether one of the hours after noon may be said with this part: 凌晨15点 is none.</summary>
    public bool Admits(int hour) => hour is <= 12 or 24 || Name switch
    {
        DayPartName.Dawn or DayPartName.Morning or DayPartName.Forenoon => false,
        DayPartName.Noon or DayPartName.Lunch => hour <= 14,
        DayPartName.Afternoon => hour <= 19,
        DayPartName.Evening or DayPartName.LateEvening or DayPartName.Night => hour >= 16,
        _ => true,
    };
}

/// <summary>The parts of the day.</summary>
internal enum DayPartName
{
    /// <summary>From midnight to the morning.</summary>
    Dawn,

    /// <summary>The morning; twelve in it is midnight.</summary>
    Morning,

    /// <summary>The morning up to noon, which twelve in it is: 上午.</summary>
    Forenoon,

    /// <summary>The middle of the day.</summary>
    Noon,

    /// <summary>The afternoon.</summary>
    Afternoon,

    /// <summary>The evening.</summary>
    Evening,

    /// <summary>The night that begins in the evening.</summary>
    Night,

    /// <summary>The evening and what follows it up to midnight and after: 晚上.</summary>
    LateEvening,

    /// <summary>When lunch is eaten.</summary>
    Lunch,

    /// <summary>The hours of work.</summary>
    Daytime,
}
